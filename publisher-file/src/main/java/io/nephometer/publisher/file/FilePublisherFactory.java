package io.nephometer.publisher.file;

import io.nephometer.api.Origin;
import io.nephometer.api.Publisher;
import io.nephometer.api.PublisherFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** Opens publishers for {@code file://} URLs. Routes with the same file write to it one delivery after the other. */
@Component(name = "io.nephometer.publisher.file")
public final class FilePublisherFactory implements PublisherFactory {

    private static final Logger LOG = System.getLogger("nephometer.publisher.file");

    private final FileLocks locks = new FileLocks();

    @Override
    public Set<String> schemes() {
        return Set.of(FileUrl.SCHEME);
    }

    @Override
    public Publisher open(URI url, Origin origin) {
        FileUrl target = FileUrl.parse(url);
        if (target.rotation().isHalf()) {
            LOG.log(
                    Level.WARNING,
                    target.path()
                            + " is never rotated and grows without limit: rotation needs both max_bytes and backup_count");
        }
        RotatingFile file = new RotatingFile(target.path(), target.rotation());
        return new FilePublisher(new JsonLinesFormat(origin), file, target.path(), locks);
    }
}
