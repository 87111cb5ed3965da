package io.nephometer.launcher;

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
 * What the framework and the bundles of others warn of, brought into the agent's log: a line each, without traces, and
 * not again while it is only repeated.
 */
final class FrameworkLog {

    private static final int REMEMBERED = 100;

    /** What SCR says of those who wanted a component that could not be activated, after it has said why. */
    private static final Pattern ECHO =
            Pattern.compile("Service factory returned null|Could not get service from ref|Service not available from");

    private final Map<String, Boolean> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** From now on until the framework stops. */
    void follow(BundleContext framework) {
        framework.addFrameworkListener(this::event);
        new ServiceTracker<LogReaderService, LogReaderService>(framework, LogReaderService.class, null) {
            @Override
            public LogReaderService addingService(ServiceReference<LogReaderService> reference) {
                LogReaderService log = super.addingService(reference);
                log.addLogListener(FrameworkLog.this::entry);
                return log;
            }
        }.open();
    }

    private void event(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR || event.getType() == FrameworkEvent.WARNING) {
            Level level = event.getType() == FrameworkEvent.ERROR ? Level.ERROR : Level.WARNING;
            say(event.getBundle(), level, "bundle " + event.getBundle().getSymbolicName(), event.getThrowable());
        }
    }

    private void entry(LogEntry entry) {
        boolean grave = entry.getLogLevel().compareTo(LogLevel.WARN) <= 0;
        boolean ownEvent = entry.getLoggerName().startsWith("Events."); // came, or did not matter, as an event
        if (grave && !ownEvent && !ECHO.matcher(entry.getMessage()).find()) {
            Level level = entry.getLogLevel() == LogLevel.WARN ? Level.WARNING : Level.ERROR;
            say(entry.getBundle(), level, entry.getMessage(), entry.getException());
        }
    }

    private void say(Bundle bundle, Level level, String message, Throwable thrown) {
        String text = thrown == null ? message : message + ": " + Cause.of(thrown);
        String name = bundle == null ? "framework" : bundle.getSymbolicName();
        if (isNew(name + text)) {
            System.getLogger(name).log(level, text);
        }
    }

    private boolean isNew(String line) {
        synchronized (said) {
            return said.put(line, true) == null;
        }
    }
}
