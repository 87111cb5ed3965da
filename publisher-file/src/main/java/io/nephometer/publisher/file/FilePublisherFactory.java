package io.nephometer.publisher.file;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import io.nephometer.format.Formats;
import io.nephometer.format.TransportFactory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Opens publishers for {@code file://} URLs. Routes that share a file take turns: only one delivery writes to the file
 * at a time.
 */
@Component(name = "io.nephometer.publisher.file", service = PublisherFactory.class)
public final class FilePublisherFactory implements TransportFactory {

    private static final Logger LOG = System.getLogger("nephometer.publisher.file");

    private final FileLocks locks = new FileLocks();

    @Override
    public Set<String> schemes() {
        return Set.of(FileUrl.SCHEME);
    }

    @Override
    public Publisher open(URI url, Origin origin, Formats formats) throws IOException {
        FileUrl target = FileUrl.parse(url);
        if (target.rotation().isHalf()) {
            LOG.log(
                    Level.WARNING,
                    target.path()
                            + " is never rotated and grows without limit: rotation needs both max_bytes and backup_count");
        }
        RotatingFile file = new RotatingFile(target.path(), target.rotation());
        return new FilePublisher(formats.open(target.format()), file, target.path(), locks);
    }
}
