import reference from '@scalar/fastify-api-reference';
import type { FastifyInstance } from 'fastify';
import { StaticDocument } from './documents.ts';

/** Everything comes from this server; the page runs its own scripts and styles, which it writes inline. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
].join('; ');

/** By path. The page and its script (4 MB) are made once for the process. */
const documents = new Map<string, StaticDocument>();

/** The contract for reading, at /docs. Served from the package: no CDN, no fonts of others, no telemetry. */
export async function useDocs(server: FastifyInstance): Promise<void> {
  await server.register(async (scope) => {
    scope.addHook('onSend', async (request, reply, payload) => {
      reply.header('content-security-policy', policy).header('x-content-type-options', 'nosniff');
      if (reply.statusCode !== 200 || typeof payload !== 'string') return payload;
      const path = request.routeOptions.url ?? '';
      // The package gives text, which would be turned into bytes anew for every reader.
      const document =
        documents.get(path) ?? new StaticDocument(payload, String(reply.getHeader('content-type')));
      documents.set(path, document);
      return document.answer(request.headers, reply) ?? null;
    });
    await scope.register(reference, {
      routePrefix: '/docs',
      configuration: {
        url: '/openapi.json',
        // The document names the default address; this one is where the reader is.
        servers: [{ url: '/', description: 'This server' }],
        // Words of a narrow column stay whole.
        customCss: 'table td:first-child { white-space: nowrap !important; }',
        pageTitle: 'Tray PrivateLink provisioning API',
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        showDeveloperTools: 'never',
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    });
  });
}
