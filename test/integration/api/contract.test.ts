import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { forRoutes, listOperations, loadDocument } from '../../../api/contract.ts';
import { problemCatalogue } from '../../../api/operations/problem.ts';
import { connectionStates } from '../../../domain/connection-state.ts';
import { connectorStates } from '../../../domain/connector-state.ts';
import { endpointStates } from '../../../domain/endpoint-state.ts';
import { customerReasonCodes } from '../../../domain/next-action.ts';
import { regions } from '../../../domain/regions.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const slow = 120_000;

/** A program of a dependency, run by this Node. */
const program = (path: string, ...given: string[]) =>
  run(process.execPath, [join(root, 'node_modules', path), ...given], {
    cwd: root,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', CI: 'true' },
  });

describe('the contract', () => {
  test(
    'the contract lints clean',
    async () => {
      const { stderr, stdout } = await program('@redocly/cli/bin/cli.js', 'lint', 'api/openapi.yaml');
      expect(`${stdout}${stderr}`).toContain('Your API description is valid');
      expect(`${stdout}${stderr}`).not.toMatch(/warning/i);
    },
    slow,
  );

  test(
    'the contract has given the types that are committed',
    async () => {
      await program(
        'openapi-typescript/bin/cli.js',
        'api/openapi.yaml',
        '-o',
        'api/contract.generated.ts',
        '--immutable',
        '--enum-values',
        '--root-types',
        '--check',
      );
    },
    slow,
  );

  const document = loadDocument() as unknown as {
    paths: Record<string, Record<string, Documented>>;
    components: { schemas: Record<string, { enum?: string[] }>; responses: Record<string, Documented> };
  };
  test('the contract has a default wherever a handler reads a page or its order without one', () => {
    const { parameters } = document.components as unknown as { parameters: Record<string, Parameter> };
    expect(parameters.Limit?.schema.default).toBe(50);
    const orders = Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .flatMap((operation) => (operation as { parameters?: Parameter[] }).parameters ?? [])
      .filter(({ name }) => name === 'order');
    expect(orders.length).toBeGreaterThan(1);
    for (const { schema } of orders) expect(schema.default).toBe('desc');
  });

  interface Parameter {
    readonly name?: string;
    readonly schema: { readonly default?: unknown };
  }
  interface Documented {
    operationId?: string;
    description?: string;
    $ref?: string;
    requestBody?: { content: Record<string, { examples?: object }> };
    responses?: Record<string, Documented>;
    content?: Record<string, { examples?: object }>;
  }
  const resolve = (response: Documented): Documented =>
    response.$ref === undefined
      ? response
      : (document.components.responses[response.$ref.split('/').at(-1) ?? ''] ?? response);

  test('the contract gives an example for every body that is sent or answered', () => {
    const without: string[] = [];
    for (const item of Object.values(document.paths)) {
      for (const operation of Object.values(item)) {
        if (!operation.operationId) continue;
        const bodies = [operation.requestBody, ...Object.values(operation.responses ?? {}).map(resolve)];
        for (const body of bodies) {
          for (const media of Object.values(body?.content ?? {})) {
            if (Object.keys(media.examples ?? {}).length === 0) without.push(operation.operationId);
          }
        }
        expect([operation.operationId, (operation.description ?? '').length > 20]).toEqual([
          operation.operationId,
          true,
        ]);
      }
    }
    expect(without).toEqual([]);
  });

  test('the contract speaks the words of the domain', () => {
    const { schemas } = document.components;
    expect(schemas.ConnectionState?.enum).toEqual([...connectionStates]);
    expect([...(schemas.AwsEndpointState?.enum ?? [])].sort()).toEqual([...endpointStates].sort());
    expect(schemas.ReasonCode?.enum).toEqual(expect.arrayContaining([...customerReasonCodes]));
    expect(schemas.ConnectorEventState?.enum).toEqual([...connectorStates]);
    expect(schemas.ConnectorState?.enum).toEqual(connectorStates.filter((state) => state !== 'deleted'));
    expect(schemas.WaitTarget?.enum).toEqual(['change', ...connectionStates]);
  });

  test('the contract accepts the code of every region', () => {
    const pattern = /^[a-z0-9-]+$/;
    for (const code of regions.keys()) expect(code).toMatch(pattern);
  });

  test('the contract names every problem of the catalogue', () => {
    expect([...(document.components.schemas.ProblemCode?.enum ?? [])].sort()).toEqual(
      Object.keys(problemCatalogue).sort(),
    );
  });

  test('the contract gives the routes everything but examples and problems', () => {
    const routes = forRoutes();
    expect([...listOperations(routes).keys()]).toEqual([...listOperations(loadDocument()).keys()]);
    expect(JSON.stringify(routes.paths).includes('problem+json')).toBe(false);
  });
});
