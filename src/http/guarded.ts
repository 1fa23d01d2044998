import type { FastifyRequest } from 'fastify';
import type { KeyScope } from '../schemas/scope.js';

/** Whether a route reads content: what keys and limits are for. Health, descriptions and pages are open to all. */
export function isGuarded({ is404, routeOptions: { url = '' } }: FastifyRequest): boolean {
  return !is404 && /^\/v1(?!\/openapi\.)/.test(url);
}

/** The scope that a key must have here; none is needed to learn what is current, what is left, or what must be hidden. */
export function findScope({ routeOptions: { schema } }: FastifyRequest): KeyScope | undefined {
  const tags = schema?.tags ?? [];
  if (tags.includes('Service') || schema?.operationId === 'listRecalls') return undefined;
  return tags.includes('Sync') ? 'sync' : 'read';
}
