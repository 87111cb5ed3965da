package io.nephometer.transformer.basic.expression;

import io.nephometer.api.Sample;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The metadata of a sample and of its resource, combined into one map. The sample's metadata takes precedence over the
 * resource's metadata.
 */
final class MergedMetadata extends AbstractMap<String, Object> {

    private final Map<String, Object> own;
    private final Map<String, Object> resource;

    private MergedMetadata(Map<String, Object> own, Map<String, Object> resource) {
        this.own = own;
        this.resource = resource;
    }

    static Map<String, Object> of(Sample sample) {
        Map<String, Object> resource = sample.resource().metadata();
        return sample.metadata().isEmpty() ? resource : new MergedMetadata(sample.metadata(), resource);
    }

    @Override
    public Object get(Object key) {
        Object value = own.get(key);
        return value == null ? resource.get(key) : value;
    }

    @Override
    public boolean containsKey(Object key) {
        return own.containsKey(key) || resource.containsKey(key);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        Map<String, Object> all = new LinkedHashMap<>(resource);
        all.putAll(own);
        return all.entrySet();
    }
}
