package io.nephometer.pollster.instance;

import io.nephometer.api.Resource;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the cgroups that systemd or libvirt created for this host's QEMU machines. */
final class MachineScopes {

    /**
     * A pattern that matches the unescaped directory name of a cgroup, such as
     * {@code qemu-7-instance-00000001.libvirt-qemu}.
     */
    private static final Pattern MACHINE = Pattern.compile("(?:machine-)?qemu-([0-9]+)-(.+)\\.(?:scope|libvirt-qemu)");

    private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");

    private record Scope(String name, Path path) {}

    private final Map<String, Scope> byId = new HashMap<>();

    private MachineScopes() {}

    static MachineScopes list(Path cgroups) throws IOException {
        MachineScopes scopes = new MachineScopes();
        for (String parent : new String[] {"machine.slice", "machine"}) {
            Path folder = cgroups.resolve(parent);
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                    entries.forEach(scopes::add);
                }
            }
        }
        return scopes;
    }

    private void add(Path path) {
        Matcher parts = MACHINE.matcher(unescaped(path.getFileName().toString()));
        if (parts.matches()) {
            byId.put(parts.group(1), new Scope(plain(parts.group(2)), path));
        }
    }

    private static String unescaped(String unit) {
        return ESCAPED.matcher(unit)
                .replaceAll(
                        code -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
    }

    /**
     * Returns the cgroup of the domain that has the instance's ID and name. The ID alone is not sufficient because a
     * domain managed by another libvirt daemon may have the same ID.
     */
    Optional<Path> find(Resource instance) {
        String name = plain(String.valueOf(instance.metadata().get("name")));
        int id = (int) instance.incarnation(); // the lower half of the incarnation is libvirt's id
        return Optional.ofNullable(byId.get(String.valueOf(id)))
                .filter(scope -> name.startsWith(scope.name()))
                .map(Scope::path);
    }

    /**
     * Returns a domain's name in a form that can be compared with the name in a cgroup. In cgroup names, libvirt
     * shortens the domain name and removes characters that are not valid in host names.
     */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
