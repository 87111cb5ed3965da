package io.nephometer.api;

/** The user and the project that own a resource. Unknown record components are null. */
public record Owner(String userId, String userName, String projectId, String projectName) {

    public static final Owner UNKNOWN = new Owner(null, null, null, null);
}
