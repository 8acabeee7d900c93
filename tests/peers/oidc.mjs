// A real OAuth 2.0 server on loopback, over TLS: npm's oidc-provider, told to speak at Halo's path.
// Usage: node oidc.mjs KEY CHAIN CLIENTS, each a file; prints the port when it listens.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import Provider from 'oidc-provider';

const [key, chain, clients] = process.argv.slice(2).map((path) => readFileSync(path));
const scopes = ['customers', 'contracts', 'items', 'invoices'].flatMap((name) => [`read:${name}`, `edit:${name}`]);

const server = createServer({ key, cert: chain });
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const provider = new Provider(`https://localhost:${port}`, {
    clients: JSON.parse(clients),
    scopes,
    routes: { token: '/auth/token' },
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  });
  server.on('request', provider.callback());
  console.log(port);
});
