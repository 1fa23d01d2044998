import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const web = /^npm:(?:@?fastify(?:\/.*)?|@sinclair\/typebox)$/;
const library = /^(?:node:|npm:(?!@?fastify|better-sqlite3|pg$|yargs|cli-progress))/;

/**
 * Who may import whom; whatever is not here may not. `type:` is what may be imported as a type alone, `npm:` a package.
 * No route imports a route: `lookup` and `filter` are rules that routes share.
 */
const layers: readonly (readonly [layer: RegExp, may: readonly RegExp[]])[] = [
  [/^(?:main$|cli\/)/, [/./]],
  [
    /^app$/,
    [
      /^(?:routes|schemas|http|openapi)\//,
      /^(?:problems|cursor|openapi|snapshot\/shelf)$/,
      /^(?:type:(?:config|store\/(?:store|keys)|metrics\/(?:metrics|traces))|node:crypto|limits\/local|type:limits\/limits)$/,
      web,
    ],
  ],
  [/^routes\//, [/^(?:schemas|http|compose|search|openapi)\//, /^(?:problems|cursor|openapi|once)$/, web]],
  [/^routes\//, [/^routes\/(?:lookup|filter)$/, /^docs\//, /^type:(?:config|store\/store)$/]],
  [/^routes\//, [/^snapshot\/current$/, /^type:snapshot\/shelf$/]],
  [
    /^http\//,
    [
      /^(?:schemas|http|keys)\//,
      /^(?:problems|cursor|store\/(?:errors|insist))$/,
      /^type:(?:config|store\/(?:store|keys))$/,
    ],
  ],
  [/^http\//, [library, web, /^limits\/caller$/, /^type:limits\/limits$/]],
  [/^limits\//, [/^limits\//]],
  [
    /^workers\//,
    [/^workers\//, /^metrics\/sum$/, /^type:(?:limits|metrics)\//, /^node:/, /^npm:@sinclair\/typebox(?:\/compiler)?$/],
  ],
  [/^keys\//, [/^(?:keys|schemas)\//, /^store\/insist$/, /^type:store\/keys$/, /^node:(?:crypto|timers\/promises)$/]],
  [
    /^metrics\//,
    [
      /^metrics\//,
      /^type:(?:http\/cache|store\/store|npm:fastify)$/,
      /^(?:node:|npm:(?:prom-client$|@fastify\/otel$|@opentelemetry\/))/,
    ],
  ],
  [/^openapi/, [/^(?:openapi|schemas)\//, /^(?:openapi|problems|once)$/, /^type:npm:/, /^node:fs$/, web]],
  [/^openapi\/yaml$/, [/^npm:yaml$/]],
  [
    /^docs\//,
    [/^docs\//, /^openapi\/(?:document|problems)$/, /^problems$/, /^(?:node:(?:fs|module|path)|npm:markdown-it)$/],
  ],
  [/^store\/open$/, [/^store\//, /^type:limits\/limits$/]],
  [
    /^content\//,
    [/^(?:content|schemas|search)\//, /^(?:problems|store\/(?:errors|insist))$/, /^type:store\/store$/, library],
  ],
  [/^copy\//, [/^copy\//, /^content\/(?:canonical|set-digest)$/, /^schemas\/resource$/, /^store\/(?:copy|tables)$/]],
  [/^store\/version$/, [/^type:store\/store$/]],
  [/^store\/rows$/, [/^store\/version$/, /^type:store\/store$/]],
  [/^store\/tables$/, [/^type:store\/copy$/]],
  [/^store\/insist$/, [/^store\/errors$/, /^node:timers\/promises$/]],
  [/^generate\//, [/^generate\//, /^type:schemas\//, /^node:crypto$/]],
  [/^snapshot\//, [/^(?:snapshot|schemas|compose|content)\//, /^type:store\/store$/, library, /^npm:better-sqlite3$/]],
  [/^snapshot\/worker$/, [/^store\/open$/]],
  [
    /^store\/sqlite\//,
    [
      /^(?:store\/(?:sqlite\/|\w+$)|search\/)/,
      /^(?:problems|schemas\/(?:resource|scope))$/,
      /^type:schemas\//,
      /^(?:node:|npm:better-sqlite3$)/,
    ],
  ],
  [
    /^store\/postgres\//,
    [
      /^store\/(?:postgres\/|\w+$)/,
      /^search\//,
      /^schemas\/(?:resource|scope)$/,
      /^type:(?:schemas\/|limits\/limits$)/,
      /^(?:node:|npm:pg$)/,
    ],
  ],
  [/^store\/\w+$/, [/^type:(?:schemas|search)\//]],
  [/^search\//, [/^search\//, /^type:(?:schemas\/|store\/store$)/, /^npm:stemmer$/]],
  [/^compose\//, [/^(?:compose|search)\//, /^schemas\/resource$/, /^type:(?:schemas\/|store\/store$)/]],
  [
    /^client\//,
    [
      /^(?:client|compose)\//,
      /^type:(?:schemas\/|store\/store$)/,
      /^npm:(?:canonicalize|openapi-fetch|@noble\/hashes\/.*)$/,
    ],
  ],
  [/^schemas\//, [/^schemas\//, /^npm:@sinclair\/typebox$/]],
  [/^problems$/, [/^type:schemas\//]],
  [/^(?:folder|package|once)$/, [/^node:/]],
  [/^(?:openapi|docs|content|snapshot|store\/(?:sqlite|postgres))\//, [/^package$/]],
  [/^(?:content|snapshot|store\/sqlite)\//, [/^folder$/]],
  [
    /^(?:config(?:\/.*)?|cursor)$/,
    [/^config\//, /^schemas\//, /^problems$/, /^type:store\/store$/, /^limits\//, /^node:/, /^npm:@sinclair\/typebox/],
  ],
];

/** Words that only one file may say. */
const owners = { 'process.exit(': 'main', 'process.env': 'config' };

const importing =
  /(?:^|\n)(?:import|export)\s+(type\s)?(?:[\w$*{},\s]+?\sfrom\s+)?'([^'\n]+)'|\bimport\('([^']+)'\)(?!\.[A-Z])/g;

function toTarget(from: string, name: string): string {
  if (from.startsWith('.')) return posix.join(posix.dirname(name), from).replace(/\.js$/, '');
  return from.startsWith('node:') ? from : `npm:${from}`;
}

const src = fileURLToPath(new URL('../src', import.meta.url));
for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
  const name = file.replaceAll('\\', '/').replace(/\.ts$/, '');
  t.test(`src/${name} keeps to its layer`, async (t) => {
    const text = readFileSync(join(src, file), 'utf8');
    const may = layers.flatMap(([layer, rules]) => (layer.test(name) ? rules : []));
    t.ok(may.length > 0, 'belongs to a layer');
    for (const [, type = '', from = '', dynamic = from] of text.matchAll(importing)) {
      const target = toTarget(dynamic, name);
      t.ok(
        may.some((rule) => rule.test(target) || (type && rule.test(`type:${target}`))),
        `may import ${type}${target}`,
      );
    }
    for (const [word, owner] of Object.entries(owners))
      t.notOk(name !== owner && text.includes(word), `does not say ${word}`);
  });
}
