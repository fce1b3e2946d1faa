// A tiny hub on libwebsockets: PORT IDLE CERT KEY USERS; an idle limit of 0 and empty names of files mean none.

#include <libwebsockets.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUEUE = 64, LARGE = 1024 * 1024, FIRST = 200 };

// A text, or a part of one: the write protocol distinguishes them.
struct item {
    unsigned char *data; // LWS_PRE bytes of room before it
    size_t length;
    int protocol;
};

struct session {
    struct item queue[QUEUE];
    int head, tail;
    char first[2 * FIRST + 1];
    bool has_first, is_closing;
    char *pending; // of a message whose end has not come
    size_t pending_length;
};

static int last_close;
static volatile sig_atomic_t is_ended;

static void add(struct session *session, const char *data, size_t length, int protocol) {
    struct item *item = &session->queue[session->tail++ % QUEUE];
    item->data = malloc(LWS_PRE + length);
    item->length = length;
    item->protocol = protocol;
    memcpy(item->data + LWS_PRE, data, length);
}

static void send_text(struct session *session, const char *text) { add(session, text, strlen(text), LWS_WRITE_TEXT); }

static void send_large(struct session *session) {
    static const char head[] = "[\"interop/-\", {\"pad\": \"", tail[] = "\"}]";
    char *text = malloc(LARGE);
    memset(text, 'x', LARGE);
    memcpy(text, head, strlen(head));
    memcpy(text + LARGE - strlen(tail), tail, strlen(tail));
    add(session, text, LARGE, LWS_WRITE_TEXT);
    free(text);
}

static void send_fragments(struct session *session) {
    static const char text[] = "[\"thermometer/i2c0-48\", {\"temperature\": [99.00, \"\\u2103\"]}]";
    add(session, text, 10, LWS_WRITE_TEXT | LWS_WRITE_NO_FIN);
    add(session, "between", 7, LWS_WRITE_PING);
    add(session, text + 10, 20, LWS_WRITE_CONTINUATION | LWS_WRITE_NO_FIN);
    add(session, text + 30, strlen(text) - 30, LWS_WRITE_CONTINUATION);
}

static void send_state(struct session *session, const char *device, const char *line, const char *unknown) {
    char text[200];
    const char *state = strstr(line, "true") ? "true" : strstr(line, "false") ? "false" : unknown;
    snprintf(text, sizeof text, "[\"%s\", {\"state\": %s}]", device, state);
    send_text(session, text);
}

static bool is_of(const char *line, const char *topic) { return !strncmp(line, "[\"", 2) && !strncmp(line + 2, topic, strlen(topic)); }

static void answer(struct session *session, const char *line) {
    char text[2 * FIRST + 100];
    if (is_of(line, "clown.talk/-/config/set")) {
        send_text(session, "[\"clown.talk/-/config/ok\", {\"ack\": false, \"device\": \"bridge\", \"capabilities\": 1}]");
    } else if (is_of(line, "-/-/config/list")) {
        send_text(session, "[\"-/-/config/list/ok\", {\"sensors\": [\"thermometer/i2c0-48\"], "
                     "\"actuators\": [\"led/-\", \"relay/i2c0-3b\"], \"notifications\": []}]");
    } else if (is_of(line, "relay/i2c0-3b/")) {
        send_state(session, "relay/i2c0-3b", line, "null");
    } else if (is_of(line, "led/-/")) {
        send_state(session, "led/-", line, "\"off\"");
    } else if (is_of(line, "interop/-/readings")) {
        for (int number = 0; number < 20; number++) {
            snprintf(text, sizeof text, "[\"thermometer/i2c0-48\", {\"temperature\": [%d.00, \"\\u2103\"]}]", number);
            send_text(session, text);
        }
    } else if (is_of(line, "interop/-/large")) {
        send_large(session);
    } else if (is_of(line, "interop/-/first")) {
        snprintf(text, sizeof text, "[\"interop/-\", {\"first\": \"%s\", \"closed\": %d}]", session->first, last_close);
        send_text(session, text);
    } else if (is_of(line, "interop/-/fragments")) {
        send_fragments(session);
    } else if (is_of(line, "interop/-/ping")) {
        add(session, "interop", 7, LWS_WRITE_PING);
    } else if (is_of(line, "interop/-/close")) {
        session->is_closing = true;
    }
}

static void take(struct session *session, const char *data, size_t length) {
    session->pending = realloc(session->pending, session->pending_length + length + 1);
    memcpy(session->pending + session->pending_length, data, length);
    session->pending_length += length;
    session->pending[session->pending_length] = 0;
}

static void answer_all(struct session *session) {
    if (!session->has_first) {
        for (size_t at = 0; at < session->pending_length && at < FIRST; at++) {
            sprintf(session->first + 2 * at, "%02x", (unsigned char)session->pending[at]);
        }
        session->has_first = true;
    }
    for (char *line = strtok(session->pending, "\n"); line; line = strtok(NULL, "\n")) answer(session, line);
    session->pending_length = 0;
}

static int write_next(struct lws *wsi, struct session *session) {
    if (session->head == session->tail) {
        if (!session->is_closing) return 0;
        lws_close_reason(wsi, 1012, NULL, 0);
        return -1;
    }
    struct item *item = &session->queue[session->head++ % QUEUE];
    int written = lws_write(wsi, item->data + LWS_PRE, item->length, item->protocol);
    free(item->data);
    lws_callback_on_writable(wsi);
    return written < 0 ? -1 : 0;
}

static int serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length) {
    struct session *session = user;
    switch (reason) {
    case LWS_CALLBACK_RECEIVE:
        take(session, in, length);
        if (lws_is_final_fragment(wsi) && !lws_remaining_packet_payload(wsi)) answer_all(session);
        lws_callback_on_writable(wsi);
        return 0;
    case LWS_CALLBACK_RECEIVE_PONG:
        if (length == 7 && !memcmp(in, "interop", 7)) send_text(session, "[\"interop/-\", {\"pong\": true}]");
        lws_callback_on_writable(wsi);
        return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return write_next(wsi, session);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        last_close = length >= 2 ? ((unsigned char *)in)[0] << 8 | ((unsigned char *)in)[1] : 1005;
        return 0;
    case LWS_CALLBACK_CLOSED:
        while (session->head != session->tail) free(session->queue[session->head++ % QUEUE].data);
        free(session->pending);
        return 0;
    default:
        return 0;
    }
}

static void end(int signal) {
    (void)signal;
    is_ended = 1;
}

int main(int count, char **given) {
    if (count != 6) return 2;
    int idle = atoi(given[2]);
    // It pings a connection from which nothing has come, and ends it where nothing comes after that.
    lws_retry_bo_t pings = {.secs_since_valid_ping = 1, .secs_since_valid_hangup = idle};
    struct lws_protocol_vhost_options login = {NULL, NULL, "basic-auth", given[5]};
    struct lws_protocol_vhost_options hub = {NULL, &login, "hub", ""};
    struct lws_protocols protocols[] = {{"hub", serve, sizeof(struct session), 4096, 0, NULL, 0}, {NULL, NULL, 0, 0, 0, NULL, 0}};
    struct lws_context_creation_info info = {.port = atoi(given[1]), .iface = "127.0.0.1", .protocols = protocols, .pvo = &hub};
    if (idle) info.retry_and_idle_policy = &pings;
    if (*given[3]) {
        info.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
        info.ssl_cert_filepath = given[3];
        info.ssl_private_key_filepath = given[4];
    }
    lws_set_log_level(LLL_ERR, NULL);
    signal(SIGTERM, end);
    struct lws_context *context = lws_create_context(&info);
    if (!context) return 1;
    while (!is_ended && lws_service(context, 0) >= 0) {
    }
    lws_context_destroy(context);
    return 0;
}
