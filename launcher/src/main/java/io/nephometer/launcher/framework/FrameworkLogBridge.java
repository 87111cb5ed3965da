package io.nephometer.launcher.framework;

import io.nephometer.launcher.log.ExceptionSummary;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Copies warnings and errors from the framework and from third-party bundles to the agent's log. Each warning or error
 * is logged as a single line without a stack trace. Repeated messages are omitted.
 */
final class FrameworkLogBridge {

    private static final int REMEMBERED = 100;

    /**
     * A pattern that matches SCR's redundant messages about the clients of a component that could not be activated. SCR
     * has already logged the cause of the activation failure.
     */
    private static final Pattern ECHO =
            Pattern.compile("Service factory returned null|Could not get service from ref|Service not available from");

    private final Map<String, Boolean> logged = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Starts copying log entries and framework events. Copying ends when the framework stops. */
    void follow(BundleContext framework) {
        framework.addFrameworkListener(this::event);
        new ServiceTracker<LogReaderService, LogReaderService>(framework, LogReaderService.class, null) {
            @Override
            public LogReaderService addingService(ServiceReference<LogReaderService> reference) {
                LogReaderService log = super.addingService(reference);
                log.addLogListener(FrameworkLogBridge.this::entry);
                return log;
            }
        }.open();
    }

    private void event(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR || event.getType() == FrameworkEvent.WARNING) {
            Level level = event.getType() == FrameworkEvent.ERROR ? Level.ERROR : Level.WARNING;
            log(event.getBundle(), level, "bundle " + event.getBundle().getSymbolicName(), event.getThrowable());
        }
    }

    private void entry(LogEntry entry) {
        boolean grave = entry.getLogLevel().compareTo(LogLevel.WARN) <= 0;
        boolean ownEvent = entry.getLoggerName().startsWith("Events."); // event() logs the important events
        if (grave && !ownEvent && !ECHO.matcher(entry.getMessage()).find()) {
            Level level = entry.getLogLevel() == LogLevel.WARN ? Level.WARNING : Level.ERROR;
            log(entry.getBundle(), level, entry.getMessage(), entry.getException());
        }
    }

    private void log(Bundle bundle, Level level, String message, Throwable thrown) {
        String text = thrown == null ? message : message + ": " + ExceptionSummary.of(thrown);
        String name = bundle == null ? "framework" : bundle.getSymbolicName();
        if (isNew(name + text)) {
            System.getLogger(name).log(level, text);
        }
    }

    private boolean isNew(String line) {
        synchronized (logged) {
            return logged.put(line, true) == null;
        }
    }
}
