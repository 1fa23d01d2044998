import { createServer } from 'node:http';

/**
 * Serves the files of a page to this machine; gives the server, listening, and its address. The policy lets the page load
 * itself, talk to the service, and nothing else.
 */
export async function servePage(files, serviceUrl, port) {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' ${new URL(serviceUrl).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = {
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-cache',
  };

  const server = createServer(({ method, url = '/' }, response) => {
    const path = url.replace(/[?#].*$/s, '').slice(1);
    const file = files.get(path === '' ? './' : path);
    if (method !== 'GET' && method !== 'HEAD') response.writeHead(405, { ...headers, allow: 'GET, HEAD' }).end();
    else if (file === undefined) response.writeHead(404, headers).end();
    else
      response
        .writeHead(200, { ...headers, 'content-type': file.type, 'content-length': file.body.length })
        .end(method === 'GET' ? file.body : undefined);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}
