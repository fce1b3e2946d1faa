#!/usr/bin/env bash
# What:       node-red-contrib-simple-message-queue with a *Bypass interval*, and messages with `msg.ttl`.
# Version:    node-red-contrib-simple-message-queue 0.2.8
# Expected:   A message that was not released within its ttl is deleted and never sent.
# Happens:    It is deleted only when a message or a trigger arrives. The interval sends what is at the head of the queue,
#             however old: with an interval of 600 ms and a ttl of 100 ms, the second of two messages is sent after 1200 ms.
# Hurt:       Owners who slow down the commands for a relay or a radio and give them a time to live, so that no old
#             command is executed.
# Documented: The README says that such a message is deleted from the queue without any output.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline node-red-contrib-simple-message-queue@0.2.8
cat > see.cjs <<'JS'
const { EventEmitter } = require('node:events');
const { inherits } = require('node:util');

let Queue;
const sent = [];
const start = Date.now();
require('node-red-contrib-simple-message-queue/simple-message-queue.js')({
    nodes: {
        createNode(node) {
            EventEmitter.call(node);
            const context = {};
            Object.assign(node, {
                context: () => context,
                status() {},
                send: ({ payload, ttl }) => sent.push({ payload, ttl, 'sent after (ms)': Date.now() - start }),
            });
        },
        registerType(_type, constructor) {
            Queue = constructor;
            inherits(constructor, EventEmitter);
        },
    },
});
const queue = new Queue({ firstMessageBypass: false, bypassInterval: 600 });
queue.emit('input', { payload: 'first', ttl: 100 });
queue.emit('input', { payload: 'second', ttl: 100 });
setTimeout(() => {
    console.table(sent);
    const isSame =
        sent.map(({ payload }) => payload).join() === 'first,second' && sent.every((message) => message['sent after (ms)'] >= 500);
    if (!isSame) {
        console.error('CHANGED: a message that has expired is no longer sent');
        process.exit(1);
    }
    // A trigger deletes what has expired.
    queue.emit('input', { payload: 'third', ttl: 100 });
    setTimeout(() => {
        queue.emit('input', { trigger: true });
        const isDeleted = sent.length === 2;
        console.log(`A third one, and a trigger after 300 ms: ${isDeleted ? 'it is deleted' : 'it is sent'}`);
        if (!isDeleted) console.error('CHANGED: a trigger no longer deletes what has expired');
        process.exit(isDeleted ? 0 : 1);
    }, 300);
}, 1500);
JS
timeout 30 node see.cjs
