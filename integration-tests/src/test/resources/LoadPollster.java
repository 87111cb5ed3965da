package com.example.load;

import io.nephometer.api.*;
import java.io.IOException;
import java.nio.file.*;
import java.util.*;
import org.osgi.service.component.annotations.Component;

@Component
public class LoadPollster implements Pollster {
    private static final Meter LOAD = Meter.gauge("host.load", "process");

    public Set<Meter> meters() { return Set.of(LOAD); }

    public List<String> discovery() { return List.of(); } // it is about the host: no instance needed

    public List<Sample> poll(Turn turn) throws IOException {
        double load = Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        return List.of(Sample.of(LOAD, turn.host(), load, turn.now()));
    }
}
