package com.example.unchunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * The streams of the sample's pages, for Spring Boot with spring-boot-starter-web. Leave server.compression.enabled off
 * for text/event-stream: it is off by default.
 */
@RestController
public class StreamController {
    /** Seconds. Proxies often close what has been silent for 60 s; more often would only cost battery. */
    private static final long HEARTBEAT = 25;

    private static final List<String> DELTAS = List.of(
            "你", "好", "！😀", " Streams", " are cut", " anywhere", "：字节", "会在", "任何地方\n", "被切断", " 𠮷野家", " 👩‍👩‍👧‍👦。");

    private static final List<Map<String, String>> STEPS = List.of(
            Map.of("time", "09:12", "place", "深圳南山", "state", "已揽收"),
            Map.of("time", "13:40", "place", "深圳转运中心", "state", "已发出"),
            Map.of("time", "21:05", "place", "杭州转运中心", "state", "已到达"),
            Map.of("time", "07:30", "place", "杭州西湖", "state", "派送中"),
            Map.of("time", "10:18", "place", "杭州西湖", "state", "已签收"));

    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);

    /** Deltas, resumed after Last-Event-ID, so that a lost connection costs no second answer of a model. */
    @RequestMapping("/chat")
    public ResponseEntity<SseEmitter> chat(@RequestHeader(name = "Last-Event-ID", defaultValue = "-1") int last) {
        List<SseEventBuilder> events = new ArrayList<>();
        for (int id = last + 1; id < DELTAS.size(); id++) {
            Map<String, String> data = Map.of("delta", DELTAS.get(id));
            events.add(SseEmitter.event().id(String.valueOf(id)).data(data, MediaType.APPLICATION_JSON));
        }
        events.add(SseEmitter.event().data("[DONE]"));
        return stream(events);
    }

    /** Steps with IDs; an event of the type "delivered" is the end. */
    @GetMapping("/parcel")
    public ResponseEntity<SseEmitter> parcel(@RequestHeader(name = "Last-Event-ID", defaultValue = "-1") int last) {
        List<SseEventBuilder> events = new ArrayList<>();
        for (int id = last + 1; id < STEPS.size(); id++) {
            events.add(SseEmitter.event().id(String.valueOf(id)).data(STEPS.get(id), MediaType.APPLICATION_JSON));
        }
        events.add(SseEmitter.event().name("delivered").data("{}"));
        return stream(events);
    }

    /** Sends an event every 60 ms, and heartbeats while there are none. */
    private ResponseEntity<SseEmitter> stream(List<SseEventBuilder> events) {
        // Without a limit: by default Tomcat ends a response after 30 s.
        SseEmitter emitter = new SseEmitter(0L);
        Iterator<SseEventBuilder> left = events.iterator();
        ScheduledFuture<?> ticks = executor.scheduleAtFixedRate(() -> {
            if (left.hasNext()) {
                send(emitter, left.next());
            } else {
                emitter.complete();
            }
        }, 60, 60, TimeUnit.MILLISECONDS);
        ScheduledFuture<?> heartbeats = executor.scheduleAtFixedRate(
                () -> send(emitter, SseEmitter.event().comment("")), HEARTBEAT, HEARTBEAT, TimeUnit.SECONDS);
        emitter.onCompletion(() -> {
            ticks.cancel(false);
            heartbeats.cancel(false);
        });
        return ResponseEntity.ok()
                // Neither caches nor compression, which would wait for more.
                .header("Cache-Control", "no-cache, no-transform")
                // nginx would wait as well.
                .header("X-Accel-Buffering", "no")
                .body(emitter);
    }

    private static void send(SseEmitter emitter, SseEventBuilder event) {
        try {
            emitter.send(event);
        } catch (IOException | IllegalStateException gone) {
            // The client has gone.
            emitter.completeWithError(gone);
        }
    }
}
