package com.example.matrix;

import io.nephometer.api.*;
import java.net.URI;
import java.util.*;
import java.util.concurrent.*;
import org.osgi.framework.*;

/**
 * Plugins of each kind that go wrong in one call and in one way: {@code matrix://CALL/FAULT} says which to a publisher,
 * parameters to a transformer, and there is a pollster and a discovery for each fault.
 */
public class MatrixPlugins implements BundleActivator {

    private static final List<String> FAULTS = List.of("throws", "error", "null", "garbage", "slow", "hangs");

    /** What a call does that is to go wrong so; the others do what is right. */
    private record Fault(String call, String how) {

        @SuppressWarnings("unchecked")
        <T> List<T> in(String here, List<T> right) {
            if (!here.equals(call)) {
                return right;
            }
            return switch (how) {
                case "throws" -> throw new IllegalStateException("a bug");
                case "error" -> throw new NoClassDefFoundError("com/example/Missing");
                case "null" -> null;
                case "garbage" -> (List<T>) Arrays.asList("a text", null);
                case "slow" -> {
                    pause(System.nanoTime() + TimeUnit.SECONDS.toNanos(5)); // before the deadline
                    yield right;
                }
                case "hangs" -> {
                    pause(Long.MAX_VALUE);
                    yield right;
                }
                default -> throw new IllegalArgumentException(how);
            };
        }

        /** Takes no notice of interruptions. */
        private static void pause(long end) {
            while (System.nanoTime() < end) {
                try {
                    new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    // so it is
                }
            }
        }
    }

    private record Bad(Fault fault) implements Publisher {
        @Override
        public List<Message> encode(Batch batch) {
            return fault.in("encode", List.of(new Message("t", new byte[] {1}, batch.samples().size())));
        }

        @Override
        public void deliver(List<Message> messages) {
            fault.in("deliver", List.of());
        }

        @Override
        public void close() {
            fault.in("close", List.of());
        }
    }

    private record Worse(Fault fault) implements Transformer {
        @Override
        public List<Sample> transform(Sample sample) {
            return fault.in("transform", List.of(sample));
        }

        @Override
        public List<Sample> flush() {
            return fault.in("flush", List.of());
        }

        @Override
        public List<Sample> close() {
            return fault.in("finish", List.of());
        }
    }

    private record Of(Meter meter, List<String> discovery, Fault fault) implements Pollster {
        @Override
        public Set<Meter> meters() {
            return Set.of(meter);
        }

        @Override
        public List<Sample> poll(Turn turn) {
            return fault.in("poll", List.of(Sample.of(meter, turn.host(), 1L, turn.now())));
        }
    }

    private record Finding(String name, Fault fault) implements Discovery {
        @Override
        public List<Resource> discover(String parameter, Resource host) {
            return fault.in("discover", List.of(host));
        }
    }

    private static final class Publishers implements PublisherFactory {
        @Override
        public Set<String> schemes() {
            return Set.of("matrix");
        }

        @Override
        public Publisher open(URI url, Origin origin) {
            Fault fault = new Fault(url.getHost(), url.getPath().substring(1));
            List<Publisher> opened = fault.in("open", List.of(new Bad(fault)));
            return opened == null ? null : opened.get(0);
        }
    }

    private static final class Transformers implements TransformerFactory {
        @Override
        public String name() {
            return "matrix";
        }

        @Override
        public Transformer open(Map<String, Object> parameters) {
            Fault fault = new Fault((String) parameters.get("call"), (String) parameters.get("fault"));
            List<Transformer> opened = fault.in("begin", List.of(new Worse(fault)));
            return opened == null ? null : opened.get(0);
        }
    }

    private static <T> void register(BundleContext context, Class<T> kind, String name, T service) {
        context.registerService(kind, service, new Hashtable<>(Map.of("component.name", name)));
    }

    @Override
    public void start(BundleContext context) {
        Fault none = new Fault("", "");
        register(context, PublisherFactory.class, "matrix.publisher", new Publishers());
        register(context, TransformerFactory.class, "matrix.transformer", new Transformers());
        register(context, Pollster.class, "matrix.good", new Of(Meter.gauge("matrix.good", ""), List.of(), none));
        for (String how : FAULTS) {
            register(context, Pollster.class, "matrix.poll." + how,
                    new Of(Meter.gauge("matrix.poll." + how, ""), List.of(), new Fault("poll", how)));
            register(context, Pollster.class, "matrix.found." + how,
                    new Of(Meter.gauge("matrix.found." + how, ""), List.of("matrix-" + how), none));
            register(context, Discovery.class, "matrix.discovery." + how,
                    new Finding("matrix-" + how, new Fault("discover", how)));
        }
    }

    @Override
    public void stop(BundleContext context) {}
}
