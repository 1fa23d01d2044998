// What the start is held against: Fastify and better-sqlite3, one statement, one route. Takes the database and the port.
import Database from 'better-sqlite3';
import Fastify from 'fastify';

const database = new Database(process.argv[2], { readonly: true });
const find = database.prepare('SELECT body FROM article WHERE slug = ?').pluck();

const app = Fastify();
app.get('/v1/questions/:slug', (request, reply) => {
  const body = find.get(request.params.slug);
  return body === undefined ? reply.code(404).send() : reply.type('application/json').send(body);
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[3]) });
