import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Config } from './config.js';
import { createCursors } from './cursor.js';
import { guard, identify } from './http/access.js';
import { AccessLog, logRepeated } from './http/access-log.js';
import { findRequestProblem, MAX_SEGMENT_LENGTH } from './http/admission.js';
import { arrivedAt } from './http/arrival.js';
import { createRepresentationCache } from './http/cache.js';
import { buildClientFinder } from './http/client.js';
import { announceDeprecations } from './http/deprecation.js';
import { handleError } from './http/errors.js';
import { standInFront } from './http/front.js';
import { standardHeaders } from './http/headers.js';
import { findLeakedKey } from './http/leaked-key.js';
import { meter } from './http/meter.js';
import { buildOrigin } from './http/origin.js';
import { shedLoad } from './http/overload.js';
import { findParameterProblem } from './http/parameters.js';
import { answerRawSockets } from './http/raw-sockets.js';
import { createReader } from './http/read.js';
import { buildServer } from './http/server.js';
import { isDraining, isReady } from './http/shutdown.js';
import { answerUnrouted, WHOLE_SERVER } from './http/unrouted.js';
import { countUsage } from './http/usage.js';
import { compileWhenAsked } from './http/validation.js';
import type { Limits } from './limits/limits.js';
import { createLocalLimits } from './limits/local.js';
import type { Metrics } from './metrics/metrics.js';
import type { Traces } from './metrics/traces.js';
import { type Deprecations, deprecations } from './openapi/deprecations.js';
import { buildDocument, describeRoutes } from './openapi.js';
import { answerRoutes } from './routes/answers.js';
import { authorRoutes } from './routes/authors.js';
import { disclaimerRoutes } from './routes/disclaimers.js';
import { docsRoutes } from './routes/docs.js';
import { exerciseRoutes } from './routes/exercises.js';
import { explorerRoutes } from './routes/explorer.js';
import { healthRoutes } from './routes/health.js';
import { openapiRoutes } from './routes/openapi.js';
import { questionRoutes } from './routes/questions.js';
import { quotaRoutes } from './routes/quota.js';
import { recallRoutes } from './routes/recalls.js';
import { revisionRoutes } from './routes/revisions.js';
import { rootRoutes } from './routes/root.js';
import { searchRoutes } from './routes/search.js';
import { snapshotRoutes } from './routes/snapshots.js';
import { syncRoutes } from './routes/sync.js';
import { topicRoutes } from './routes/topics.js';
import { wellKnownRoutes } from './routes/well-known.js';
import { components } from './schemas/index.js';
import { quotaSchemas } from './schemas/quota.js';
import { serviceSchemas } from './schemas/service.js';
import { openShelf } from './snapshot/shelf.js';
import type { KeyReads } from './store/keys.js';
import type { ReadStore } from './store/store.js';

export interface AppOptions {
  readonly store: ReadStore;
  /** Without them no key is known. */
  readonly keys?: KeyReads;
  /** Those of this process alone when left out. */
  readonly limits?: Limits;
  /** What is deprecated, by operationId; that of this release when left out. */
  readonly deprecated?: Deprecations;
  readonly config: Config;
  readonly logger: FastifyBaseLogger;
  readonly metrics?: Metrics | undefined;
  readonly traces?: Pick<Traces, 'trace'> | undefined;
}

const noKeys: KeyReads = { findKey: async () => undefined, addUsage: async () => {} };

const unneeded = (): never => {
  throw new Error('The compilers are given.');
};

/** The service: everything it is made of, in the order in which a request meets it. */
export function buildApp(options: AppOptions): FastifyInstance {
  const {
    store,
    keys = noKeys,
    limits = createLocalLimits(),
    deprecated = deprecations,
    config,
    logger,
    metrics,
    traces,
  } = options;
  const timely = () => ({
    'content-revision': String(store.latest().revision),
    ...(isDraining(app) && { connection: 'close' }),
  });

  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    logController: new AccessLog(logger),
    childLoggerFactory: (parent) => parent,
    genReqId: () => randomUUID(),
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    // Fastify may make a second server, for another address of the same host: each must answer alike.
    serverFactory(handler) {
      const measured = metrics?.measure(handler, arrivedAt) ?? handler;
      const server = buildServer((request, response) => front(request, response, measured));
      answerRawSockets(server, timely);
      return server;
    },
    clientErrorHandler() {},
    bodyLimit: 1024,
    return503OnClosing: false,
    // Neither is called, since both compilers are set below; without them Fastify would load its own.
    schemaController: { compilersFactory: { buildValidator: unneeded, buildSerializer: unneeded } },
    routerOptions: { maxParamLength: MAX_SEGMENT_LENGTH },
    // The router knows no address that does not begin with a slash.
    rewriteUrl: ({ url = '/' }) => (url === '*' ? WHOLE_SERVER : url),
    frameworkErrors(error, request, reply) {
      reply.headers({ ...standardHeaders, ...timely() });
      handleError(error, request, reply);
    },
  });

  traces?.trace(app);
  metrics?.measureRoutes(app);
  app.setErrorHandler(handleError);
  app.setValidatorCompiler(compileWhenAsked());
  // Bodies are finished text when they get to Fastify: response schemas are for the document.
  app.setSerializerCompiler(() => JSON.stringify);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(standardHeaders).headers(timely());
    done(findRequestProblem(request, reply) ?? findLeakedKey(request));
  });
  const isBehind = shedLoad(app, config);
  answerUnrouted(app);
  const findClient = buildClientFinder(config.trustedProxies);
  const access = identify(app, { keys, access: config.access });
  const metering = meter(app, { limits, policies: config.limits, access, findClient });
  guard(app, access);
  const usage = countUsage(app, { keys, access, meter: metering });
  app.addHook('preValidation', (request, _reply, done) => done(findParameterProblem(request)));

  const origin = buildOrigin(app, config);
  const cache = createRepresentationCache(config.cacheBytes, { revision: 0, setDigest: '', erased: 0 });
  metrics?.measureCache(cache);
  const cursors = createCursors(config.cursorSecret ?? store.secret());
  const read = createReader({ store, cache, cursors, cdnProfile: config.cdnProfile, origin, onHit: metering.forgive });
  const shelf = openShelf(config.snapshotFolder);
  const findDocument = () => buildDocument(app);

  for (const schema of [...components, ...serviceSchemas, ...quotaSchemas]) app.addSchema(schema);
  describeRoutes(app, deprecated);
  const { isDeprecated } = announceDeprecations(app, deprecated, (_id, request) => usage.noteDeprecated(request));

  app.register(rootRoutes, { store, read });
  app.register(questionRoutes, { store, read });
  app.register(answerRoutes, { store, read });
  app.register(authorRoutes, { store, read });
  app.register(topicRoutes, { store, read });
  app.register(exerciseRoutes, { store, read });
  app.register(disclaimerRoutes, { store, read });
  app.register(searchRoutes, { store, read });
  app.register(syncRoutes, { store, read, cursors });
  app.register(recallRoutes, { store, read });
  app.register(snapshotRoutes, { store, shelf, cursors, cdnProfile: config.cdnProfile });
  app.register(revisionRoutes, { store, read });
  app.register(quotaRoutes, { access, meter: metering });
  app.register(openapiRoutes, { findDocument });
  app.register(wellKnownRoutes, { origin, security: config.security });
  app.register(healthRoutes, { store, isReady: () => isReady(app) });
  app.register(docsRoutes, { findDocument, origin });
  app.register(explorerRoutes, { findDocument });

  const isLogged = ['trace', 'debug', 'info'].includes(logger.level);
  const inFront = standInFront({
    cache,
    store,
    read,
    isAtEase: () => !isDraining(app) && !isBehind(),
    isPlain: (route) => !isDeprecated(route),
    findClient,
    admits: metering.admits,
    charge: metering.charge,
    begin: () => metrics?.begin('GET') ?? (() => {}),
    follow(answer) {
      const count = usage.counter(answer.route, answer.isCharged);
      const series = metrics?.series(answer.method, answer.route, answer.status);
      const log = isLogged ? logRepeated(logger, answer) : undefined;
      return (milliseconds, { truncated }) => {
        count();
        series?.observe(milliseconds / 1000);
        log?.(milliseconds, truncated);
      };
    },
  });
  // A key has to be looked up, and a trace begun: those requests go through the routes.
  const isOpen = config.access === 'public' && traces === undefined;
  const front: typeof inFront = isOpen ? inFront : (request, response, routes) => routes(request, response);
  return app;
}
