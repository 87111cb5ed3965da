package io.nephometer.api;

/** The user and the project that own a resource. Each part is null if it is not known. */
public record Owner(String userId, String userName, String projectId, String projectName) {

    public static final Owner UNKNOWN = new Owner(null, null, null, null);
}
