// Stands in for the API server, Elasticsearch and CloudWatch Logs, as far as Fluent Bit speaks to them.
//   node receivers.mjs serve FOLDER   serves; ports in FOLDER/ports, what arrives in FOLDER/{asked,es,cloudwatch}.jsonl.
//                                     Expects FOLDER/key.pem and cert.pem. While FOLDER/refuse is there, nothing is taken.
//   node receivers.mjs print FILE     its objects with their keys in order, one a line, the lines in order
//   node receivers.mjs documents FILE what Elasticsearch has, of es.jsonl
//   node receivers.mjs events FILE    what CloudWatch Logs should have, of Elasticsearch's documents
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { gunzipSync } from 'node:zlib';

const [verb, place] = process.argv.slice(2);

function sorted(value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

const objects = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const print = (values) =>
  console.log(
    values
      .map((value) => JSON.stringify(sorted(value)))
      .sort()
      .join('\n'),
  );

// Fluent Bit reads a fraction of a second as a floating-point number, which may miss by a nanosecond. Services write
// microseconds, the container runtime nanoseconds.
function rounded(at) {
  const micros = Math.round(Number(at.slice(20, 29)) / 1000);
  return `${at.slice(0, 20)}${String(micros).padStart(6, '0')}Z`;
}

function event({ '@timestamp': at, ...document }) {
  // CloudWatch keeps milliseconds; the field `timestamp` keeps what the service wrote.
  const time = Date.parse(`${at.slice(0, 23)}Z`);
  return { group: `/shop/${document.service}`, stream: document.k8s_pod_name, time, document };
}

const put = (file, value) => appendFileSync(`${place}/${file}`, `${JSON.stringify(value)}\n`);
// Every receiver is out of order once before it takes anything, and for as long as it is told to.
const refusals = { es: 1, cloudwatch: 1 };
function refuses(who) {
  if (refusals[who]-- <= 0 && !existsSync(`${place}/refuse`)) return false;
  put('refused.jsonl', { who });
  return true;
}

function answer(reply, status, body) {
  reply.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': '1' });
  reply.end(JSON.stringify(body));
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString(
    'utf8',
  );
}

// Knows one pod; others are gone, or not for this account to see.
async function kubernetes(request, reply) {
  put('asked.jsonl', { method: request.method, url: request.url });
  if (request.url !== '/api/v1/namespaces/shop/pods/main-6d5f7c9b8-x2x4p')
    return answer(reply, 404, { kind: 'Status' });
  answer(reply, 200, {
    kind: 'Pod',
    metadata: {
      name: 'main-6d5f7c9b8-x2x4p',
      namespace: 'shop',
      uid: '11111111-2222-3333-4444-555555555555',
      labels: { 'app.kubernetes.io/name': 'main' },
      annotations: { note: 'not to be shipped', padding: 'x'.repeat(100_000) },
    },
    spec: {
      nodeName: 'ip-10-0-1-23.ec2.internal',
      containers: [{ name: 'main', image: 'shop-main' }],
    },
    status: {
      podIP: '10.0.1.77',
      containerStatuses: [
        {
          name: 'main',
          image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/shop-main@sha256:abc',
          imageID: '111122223333.dkr.ecr.us-east-1.amazonaws.com/shop-main@sha256:abc',
          containerID: `containerd://${'a'.repeat(64)}`,
        },
      ],
    },
  });
}

const ids = new Set();
async function elasticsearch(request, reply) {
  const lines = (await bodyOf(request)).split('\n').filter(Boolean);
  if (refuses('es')) return answer(reply, 503, { error: 'unavailable' });
  const items = [];
  for (let at = 0; at < lines.length; at += 2) {
    const { _index: index, _id: id } = JSON.parse(lines[at]).create;
    const status = ids.has(id) ? 409 : 201;
    if (status === 201)
      put('es.jsonl', {
        index,
        authorization: request.headers.authorization,
        document: JSON.parse(lines[at + 1]),
      });
    ids.add(id);
    items.push({ create: { _index: index, _id: id, status } });
  }
  answer(reply, 200, { took: 1, errors: items.some((item) => item.create.status !== 201), items });
}

const groups = new Map();
async function cloudwatch(request, reply) {
  const verb = request.headers['x-amz-target'].replace('Logs_20140328.', '');
  const body = JSON.parse(await bodyOf(request));
  const fault = (name) => answer(reply, 400, { __type: name, message: name });
  const group = groups.get(body.logGroupName);
  if (verb === 'CreateLogGroup') {
    if (group) return fault('ResourceAlreadyExistsException');
    groups.set(body.logGroupName, new Set());
    return answer(reply, 200, {});
  }
  if (!group) return fault('ResourceNotFoundException');
  if (verb === 'PutRetentionPolicy') {
    put('retention.jsonl', body);
    return answer(reply, 200, {});
  }
  if (verb === 'CreateLogStream') {
    if (group.has(body.logStreamName)) return fault('ResourceAlreadyExistsException');
    group.add(body.logStreamName);
    return answer(reply, 200, {});
  }
  // Somebody deleted the stream.
  if (existsSync(`${place}/deleted`)) return fault('ResourceNotFoundException');
  if (refuses('cloudwatch')) return answer(reply, 500, { __type: 'ServiceUnavailableException' });
  if (body.logEvents.some(({ message }) => /\\u[0-9a-f]{4}/i.test(message)))
    put('escaped.jsonl', body);
  for (const event of body.logEvents)
    put('cloudwatch.jsonl', {
      group: body.logGroupName,
      stream: body.logStreamName,
      time: event.timestamp,
      document: JSON.parse(event.message),
    });
  answer(reply, 200, { nextSequenceToken: '1' });
}

const listen = (server) =>
  new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));

async function serve() {
  const tls = { key: readFileSync(`${place}/key.pem`), cert: readFileSync(`${place}/cert.pem`) };
  const free = createServer();
  const ports = {
    kubernetes: await listen(http.createServer(kubernetes)),
    es: await listen(https.createServer(tls, elasticsearch)),
    cloudwatch: await listen(https.createServer(tls, cloudwatch)),
    own: await listen(free),
  };
  free.close();
  writeFileSync(
    `${place}/ports`,
    Object.entries(ports)
      .map(([name, port]) => `${name}=${port}\n`)
      .join(''),
  );
}

switch (verb) {
  case 'serve':
    await serve();
    break;
  case 'print':
    print(objects(place));
    break;
  case 'documents':
    print(
      objects(place).map(({ document }) => ({
        ...document,
        '@timestamp': rounded(document['@timestamp']),
      })),
    );
    break;
  case 'events':
    print(objects(place).map(event));
    break;
}
