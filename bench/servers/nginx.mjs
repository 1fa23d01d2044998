function quote(text) {
  if (text.includes('$')) throw new Error(`nginx cannot be told to write a dollar: ${text}`);
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** What nginx says of a file by itself. */
const own = /^(?:content-length|content-type)$/i;

/** A configuration that answers everything with one file and the headers given, or with a status that has no body. */
export function toNginxConfig({ folder, port, answer, file }) {
  const { status, headers } = answer;
  const type = headers.find(([name]) => /^content-type$/i.test(name))?.[1];
  const kept = headers.filter(([name]) => !own.test(name));
  const lines = kept.map(([name, value]) => `    add_header ${name} ${quote(value)} always;`);
  const isRoot = process.getuid?.() === 0;
  const at = file.lastIndexOf('/');
  return `
${isRoot ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx-${port}.pid;
error_log /dev/null;
events { worker_connections 1024; }
http {
  access_log off;
  server_tokens off;
  etag off;
  if_modified_since off;
  max_ranges 0;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=10;
  types { }
  default_type ${quote(type ?? 'text/plain')};
  client_body_temp_path ${folder};
  proxy_temp_path ${folder};
  fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder};
  scgi_temp_path ${folder};
  server {
    listen 127.0.0.1:${port};
    root ${file.slice(0, at)};
${lines.join('\n')}
    location / { ${status === 200 ? `try_files /${file.slice(at + 1)} =404;` : `return ${status};`} }
  }
}
`;
}
