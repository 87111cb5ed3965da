package io.nephometer.format.ceilometer;

import io.nephometer.api.Origin;
import io.nephometer.format.Format;
import io.nephometer.format.FormatFactory;
import io.nephometer.text.FileSetting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Provides the {@code ceilometer} format. For a receiver with a different secret, the {@code ceilometer~NAME} format
 * signs messages with the secret in a separate file. The path of the separate file is the value of
 * {@code telemetry_secret_file} followed by {@code ~NAME}.
 */
@Component(name = CeilometerFormatFactory.PID)
public final class CeilometerFormatFactory implements FormatFactory {

    static final String PID = "io.nephometer.format.ceilometer";

    private static final String KEY = "telemetry_secret_file";

    private static final String READ = "felix.fileinstall.filename"; // a property that is added when the file is read

    private final Optional<String> path;
    private final boolean isUnread;

    /** @param settings the settings in conf/io.nephometer.format.ceilometer.cfg */
    @Activate
    public CeilometerFormatFactory(Map<String, Object> settings, BundleContext context) {
        this(
                Optional.ofNullable(settings.get(KEY)).map(Object::toString),
                !settings.containsKey(READ) && Files.exists(file(context)));
    }

    /**
     * @param path the path of the file that contains the secret; if absent, messages are not signed
     * @param isUnread whether the settings file exists but has not been read or could not be read
     */
    CeilometerFormatFactory(Optional<String> path, boolean isUnread) {
        this.path = path.map(String::strip);
        this.isUnread = isUnread;
    }

    private static Path file(BundleContext context) {
        String conf = context.getProperty("nephometer.conf");
        return Path.of(conf == null ? "conf" : conf, PID + ".cfg");
    }

    @Override
    public String name() {
        return "ceilometer";
    }

    @Override
    public Format open(Origin origin) throws IOException {
        if (isUnread) { // the receiver would discard an unsigned message, although it counts as delivered
            throw new IOException("conf/" + PID + ".cfg has not been read; if this persists, the log has the reason");
        }
        return new CeilometerFormat(origin, path.isEmpty() ? "" : secret(path.get()));
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
        return new CeilometerFormat(origin, secret(path.get().isEmpty() ? "" : path.get() + "~" + name));
    }

    private static String secret(String path) throws IOException {
        if (path.isEmpty()) { // perhaps a variable without a value: the operator wants signatures
            throw new IOException(
                    PID + ".cfg: " + KEY + " has no value; name a file, or remove the line to send unsigned messages");
        }
        try {
            return new FileSetting(KEY, Path.of(path)).secret();
        } catch (InvalidPathException e) {
            throw new IOException(PID + ".cfg: " + KEY + ": expected the path of a file", e);
        } catch (IOException e) {
            throw new IOException(PID + ".cfg: " + e.getMessage(), e);
        }
    }
}
