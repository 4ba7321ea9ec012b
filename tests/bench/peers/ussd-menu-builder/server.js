// server.js PORT REDIS_SOCKET [--workers N]: what one would take instead of Tipline's gateway: the npm package
// ussd-menu-builder with Express and the official Redis client, in Africa's Talking dialect (POST /ussd). Prints "ready"
// when all workers listen; ends on SIGTERM. Started by ops/bench only.
'use strict';

const cluster = require('node:cluster');
const process = require('node:process');
const express = require('express');
const {createClient} = require('redis');
const {buildMenu} = require('./menu.js');

function readArguments(words) {
  const workersAt = words.indexOf('--workers');
  const workers = workersAt < 0 ? 1 : Number(words.splice(workersAt, 2)[1]);
  const [port, socket] = words;
  if (words.length !== 2 || !(Number(port) > 0) || !(workers >= 1)) {
    console.error('usage: server.js PORT REDIS_SOCKET [--workers N]');
    process.exit(2);
  }
  return {port: Number(port), socket, workers};
}

function startWorkers(count) {
  let listening = 0;
  cluster.on('listening', () => {
    if (++listening === count) console.log('ready');
  });
  let ending = false;
  cluster.on('exit', (worker, code) => {
    if (!ending) process.exit(code || 1);  // a measure with a worker less would be none
  });
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      ending = true;
      for (const worker of Object.values(cluster.workers)) worker.kill();
      process.exit(0);
    });
  }
  for (let i = 0; i < count; ++i) cluster.fork();
}

async function serve({port, socket}, onReady) {
  const redis = createClient({socket: {path: socket, tls: false}});
  redis.on('error', (error) => {
    console.error('redis:', error.message);
    process.exit(3);
  });
  await redis.connect();
  const app = express();
  app.use(express.urlencoded({extended: false}));
  app.post('/ussd', (request, response) => {
    const menu = buildMenu(redis);
    menu.on('error', () => response.headersSent || response.sendStatus(500));
    menu.run(request.body, (screen) => response.type('text/plain').send(screen));
  });
  app.listen(port, '127.0.0.1', onReady);
}

const given = readArguments(process.argv.slice(2));
if (given.workers > 1 && cluster.isPrimary) {
  startWorkers(given.workers);
} else {
  serve(given, () => cluster.isPrimary && console.log('ready')).catch((error) => {
    console.error(error.message);
    process.exit(3);
  });
  process.on('SIGTERM', () => process.exit(0));
}
