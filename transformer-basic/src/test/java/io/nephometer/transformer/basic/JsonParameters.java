package io.nephometer.transformer.basic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as parameters are given to a factory: whole numbers are Longs. */
final class JsonParameters {

    private JsonParameters() {}

    static Object value(JsonNode json) {
        if (json.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            json.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
            return map;
        }
        if (json.isArray()) {
            List<Object> list = new ArrayList<>();
            json.forEach(element -> list.add(value(element)));
            return list;
        }
        if (json.isNumber()) {
            return json.isIntegralNumber() ? (Object) json.longValue() : (Object) json.doubleValue();
        }
        return json.isNull() ? null : json.isBoolean() ? (Object) json.booleanValue() : json.textValue();
    }
}
