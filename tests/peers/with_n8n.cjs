// Drives the request code of n8n's HaloPSA node against the sandbox: a task from standard input,
// its result to standard output. n8n itself is replaced by the few things that code calls.
const https = require('node:https');
const Module = require('node:module');
const { readFileSync } = require('node:fs');
const path = require('node:path');

class NodeApiError extends Error {
  constructor(_node, error) { super(error.message); }
}
const load = Module._load;
Module._load = (name, ...rest) => (name === 'n8n-workflow' ? { NodeApiError } : load(name, ...rest));
const node = require(path.join(__dirname, 'n8n/package/dist/nodes/HaloPSA/GenericFunctions.js'));

const task = JSON.parse(readFileSync(0, 'utf8'));
const ca = readFileSync(task.ca_file);
const base = `https://localhost:${task.port}`;

function request({ method, uri, qs, form, body, headers }) {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(qs ?? {})) url.searchParams.set(name, value);
  const sent = form ? new URLSearchParams(form).toString() : body && JSON.stringify(body);
  const { 'Accept-Encoding': _packed, ...others } = headers;
  return new Promise((resolve, reject) => {
    const call = https.request(url, { method, ca, headers: others }, (answer) => {
      let text = '';
      answer.on('data', (piece) => { text += piece; });
      answer.on('end', () => {
        if (answer.statusCode >= 300) return reject(new Error(`${answer.statusCode} - ${text}`));
        try { resolve(JSON.parse(text)); } catch { resolve(text); }
      });
    });
    call.on('error', reject);
    if (sent) call.write(sent);
    call.end();
  });
}

const self = {
  getCredentials: async () => ({
    hostingType: task.hosting === 'hosted' ? 'hostedHalo' : 'onPremise',
    authUrl: `${base}/auth`, appUrl: base, resourceApiUrl: `${base}/api`, tenant: task.tenant,
    client_id: task.client_id, client_secret: task.client_secret, scope: task.scope,
  }),
  getNode: () => ({}),
  helpers: { request },
  logger: { debug() {} },
};

async function work() {
  const { access_token: token } = await node.getAccessTokens.call(self);
  const tickets = await node.haloPSAApiRequestAllItems.call(self, 'tickets', 'GET', '/tickets', token);
  const agents = await node.haloPSAApiRequest.call(self, 'GET', '/agent', token, {});
  const { clients } = await node.haloPSAApiRequest.call(self, 'GET', '/client', token, {}, { count: 5, search: 'brew' });
  const one = await node.haloPSAApiRequest.call(self, 'GET', '/client/12', token);
  return { ids: tickets.map((row) => row.id), total: tickets.length, found: clients, one, agents: agents.length };
}

work().then((result) => console.log(JSON.stringify(result)), (error) => console.log(JSON.stringify({ error: error.message })));
