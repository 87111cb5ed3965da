package io.nephometer.api;

/** Who pays for a resource. Each part is null where it is not known. */
public record Owner(String userId, String userName, String projectId, String projectName) {

    public static final Owner UNKNOWN = new Owner(null, null, null, null);
}
