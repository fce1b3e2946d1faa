// A tiny hub on Jetty 9: PORT IDLE CERT KEY; an idle limit of 0 and empty names of files mean none.

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.RemoteEndpoint;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.WebSocketAdapter;
import org.eclipse.jetty.websocket.api.WebSocketPingPongListener;
import org.eclipse.jetty.websocket.server.WebSocketHandler;
import org.eclipse.jetty.websocket.servlet.WebSocketServletFactory;

public class JettyServer {
    static final int LARGE = 1024 * 1024;
    static final String LOGIN = "Basic " + Base64.getEncoder().encodeToString("clown:bigclown".getBytes());
    static volatile int lastClose;

    public static void main(String[] given) throws Exception {
        int idle = Integer.parseInt(given[1]);
        Server server = new Server();
        ServerConnector connector =
                given[2].isEmpty() ? new ServerConnector(server) : new ServerConnector(server, tls(given[2], given[3]));
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(given[0]));
        server.addConnector(connector);
        server.setHandler(new WebSocketHandler() {
            @Override
            public void configure(WebSocketServletFactory factory) {
                if (idle > 0) factory.getPolicy().setIdleTimeout(idle * 1000L);
                factory.setCreator((request, response) -> {
                    if (LOGIN.equals(request.getHeader("Authorization"))) return new Hub();
                    response.setHeader("WWW-Authenticate", "Basic realm=\"hub\"");
                    try {
                        response.sendError(401, "Unauthorized");
                    } catch (java.io.IOException gone) {
                        // It has closed the connection meanwhile.
                    }
                    return null;
                });
            }
        });
        server.start();
        server.join();
    }

    static SslContextFactory.Server tls(String certificateFile, String keyFile) throws Exception {
        Certificate certificate;
        try (var stream = Files.newInputStream(Path.of(certificateFile))) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(stream);
        }
        String pem = Files.readString(Path.of(keyFile)).replaceAll("-----.*-----|\\s", "");
        var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("hub", key, new char[0], new Certificate[] {certificate});
        var factory = new SslContextFactory.Server();
        factory.setKeyStore(store);
        factory.setKeyStorePassword("");
        return factory;
    }

    /** One connection. */
    public static class Hub extends WebSocketAdapter implements WebSocketPingPongListener {
        private String first;

        @Override
        public void onWebSocketText(String text) {
            if (first == null) first = hex(text);
            try {
                for (String line : text.split("\n")) answer(line);
            } catch (java.io.IOException gone) {
                // The connection has ended meanwhile.
            }
        }

        @Override
        public void onWebSocketPing(ByteBuffer data) {}

        @Override
        public void onWebSocketPong(ByteBuffer data) {
            if (!StandardCharsets.UTF_8.decode(data).toString().equals("interop")) return;
            getRemote().sendStringByFuture("[\"interop/-\", {\"pong\": true}]");
        }

        @Override
        public void onWebSocketClose(int code, String reason) {
            lastClose = code;
            super.onWebSocketClose(code, reason);
        }

        private void answer(String line) throws java.io.IOException {
            RemoteEndpoint remote = getRemote();
            if (line.startsWith("[\"clown.talk/-/config/set\"")) {
                remote.sendString("[\"clown.talk/-/config/ok\", {\"ack\": false, \"device\": \"bridge\", \"capabilities\": 1}]");
            } else if (line.startsWith("[\"-/-/config/list\"")) {
                remote.sendString("[\"-/-/config/list/ok\", {\"sensors\": [\"thermometer/i2c0-48\"], "
                        + "\"actuators\": [\"led/-\", \"relay/i2c0-3b\"], \"notifications\": []}]");
            } else if (line.startsWith("[\"relay/i2c0-3b/")) {
                remote.sendString(state("relay/i2c0-3b", line, "null"));
            } else if (line.startsWith("[\"led/-/")) {
                remote.sendString(state("led/-", line, "\"off\""));
            } else if (line.startsWith("[\"interop/-/readings\"")) {
                for (int number = 0; number < 20; number++) remote.sendString(reading(number));
            } else if (line.startsWith("[\"interop/-/large\"")) {
                String head = "[\"interop/-\", {\"pad\": \"", tail = "\"}]";
                remote.sendString(head + "x".repeat(LARGE - head.length() - tail.length()) + tail);
            } else if (line.startsWith("[\"interop/-/first\"")) {
                remote.sendString("[\"interop/-\", {\"first\": \"" + first + "\", \"closed\": " + lastClose + "}]");
            } else if (line.startsWith("[\"interop/-/fragments\"")) {
                String text = reading(99);
                remote.sendPartialString(text.substring(0, 10), false);
                remote.sendPing(ByteBuffer.wrap("between".getBytes()));
                remote.sendPartialString(text.substring(10, 30), false);
                remote.sendPartialString(text.substring(30), true);
            } else if (line.startsWith("[\"interop/-/ping\"")) {
                remote.sendPing(ByteBuffer.wrap("interop".getBytes()));
            } else if (line.startsWith("[\"interop/-/close\"")) {
                Session session = getSession();
                session.close(1012, "restart");
            }
        }

        private static String reading(int number) {
            return "[\"thermometer/i2c0-48\", {\"temperature\": [" + number + ".00, \"\\u2103\"]}]";
        }

        private static String state(String device, String line, String unknown) {
            String state = line.contains("true") ? "true" : line.contains("false") ? "false" : unknown;
            return "[\"" + device + "\", {\"state\": " + state + "}]";
        }

        private static String hex(String text) {
            StringBuilder digits = new StringBuilder();
            for (byte one : text.getBytes(StandardCharsets.UTF_8)) digits.append(String.format("%02x", one));
            return digits.toString();
        }
    }
}
