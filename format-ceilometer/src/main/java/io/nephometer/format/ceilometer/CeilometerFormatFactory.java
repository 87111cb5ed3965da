package io.nephometer.format.ceilometer;

import io.nephometer.api.Origin;
import io.nephometer.format.Format;
import io.nephometer.format.FormatFactory;
import io.nephometer.text.SettingFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Provides the format {@code ceilometer}. For a receiver with a separate secret, the format {@code ceilometer~NAME}
 * signs messages with the contents of the file whose name ends in {@code ~NAME}.
 */
@Component(name = CeilometerFormatFactory.PID)
public final class CeilometerFormatFactory implements FormatFactory {

    static final String PID = "io.nephometer.format.ceilometer";

    private static final String KEY = "telemetry_secret_file";

    /**
     * The settings in conf/io.nephometer.format.ceilometer.cfg. Two underscores in the name of a method stand for one
     * underscore in the file.
     */
    @interface Config {

        /** Returns the path of the file that contains the secret; if the path is empty, messages are not signed. */
        String telemetry__secret__file() default "";
    }

    private final String path;

    @Activate
    public CeilometerFormatFactory(Config config) {
        this(config.telemetry__secret__file());
    }

    CeilometerFormatFactory(String path) {
        this.path = path.strip();
    }

    @Override
    public String name() {
        return "ceilometer";
    }

    @Override
    public Format open(Origin origin) throws IOException {
        return new CeilometerFormat(origin, path.isEmpty() ? "" : secret(path));
    }

    @Override
    public Format open(Origin origin, String name) throws IOException {
        if (!name.matches("[A-Za-z0-9_.-]+")) {
            throw new IllegalArgumentException("format=ceilometer~NAME: expected a NAME of A-Z a-z 0-9 _ . -");
        }
        if (path.isEmpty()) {
            throw new IOException("format=ceilometer~" + name + ": set " + KEY + " in conf/" + PID
                    + ".cfg; the secret is then in the file of that name with ~" + name + " at its end");
        }
        return new CeilometerFormat(origin, secret(path + "~" + name));
    }

    private static String secret(String path) throws IOException {
        try {
            return new SettingFile(KEY, Path.of(path)).secret();
        } catch (InvalidPathException e) {
            throw new IOException(PID + ".cfg: " + KEY + ": expected the path of a file", e);
        } catch (IOException e) {
            throw new IOException(PID + ".cfg: " + e.getMessage(), e);
        }
    }
}
