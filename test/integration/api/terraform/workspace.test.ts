import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { TerraformInterruptedError, TerraformRunError } from '../../../../api/terraform/errors.ts';
import type { TerraformMessage } from '../../../../api/terraform/messages.ts';
import { TerraformWorkspace } from '../../../../api/terraform/workspace.ts';
import { fakeTerraform } from '../../../support/fake-terraform.ts';

async function workspace(body: string, environment: Record<string, string> = {}) {
  const { binary, directory } = await fakeTerraform(body);
  return new TerraformWorkspace({ binary, directory, environment });
}

const say = (message: object) =>
  `console.log(${JSON.stringify(JSON.stringify({ '@level': 'info', '@message': 'm', ...message }))});`;

describe('a run of Terraform', () => {
  test('a run of Terraform hands every message on and returns the summary', async () => {
    const seen: TerraformMessage[] = [];
    const terraform = await workspace(
      say({ type: 'apply_start' }) +
        say({ type: 'change_summary', changes: { add: 2, change: 0, remove: 1, operation: 'apply' } }),
    );
    const result = await terraform.apply({ onMessage: (message) => seen.push(message) });
    expect(seen.map(({ type }) => type)).toEqual(['apply_start', 'change_summary']);
    expect(result.summary).toEqual({ add: 2, change: 0, remove: 1, operation: 'apply' });
  });

  test('exit code 2 of a plan means changes, and names them', async () => {
    const terraform = await workspace(
      `${say({ type: 'planned_change', change: { action: 'create', resource: { addr: 'aws_vpc.network' } } })}process.exit(2);`,
    );
    const plan = await terraform.plan();
    expect(plan.hasChanges).toBe(true);
    expect(plan.changes).toEqual([{ address: 'aws_vpc.network', action: 'create' }]);
  });

  test('an empty plan has no changes', async () => {
    const terraform = await workspace(`if (!args.includes('-detailed-exitcode')) process.exit(9);`);
    expect(await terraform.plan()).toMatchObject({ hasChanges: false, changes: [] });
  });

  test('a failure carries the diagnostics as Terraform wrote them', async () => {
    const diagnostic = {
      severity: 'error',
      summary: 'InvalidServiceName',
      detail: 'no such service',
      address: 'aws_vpc_endpoint.e',
    };
    const terraform = await workspace(`${say({ type: 'diagnostic', diagnostic })}process.exit(1);`);
    const failure = await terraform.apply().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TerraformRunError);
    expect(failure).toMatchObject({ command: 'apply', diagnostics: [diagnostic] });
    expect(String(failure)).toContain('aws_vpc_endpoint.e: InvalidServiceName\n  no such service');
  });

  test('a failure without diagnostics carries the output', async () => {
    const terraform = await workspace('console.error("panic: out of memory"); process.exit(11);');
    await expect(terraform.init()).rejects.toThrow(/panic: out of memory/);
  });

  test('outputs are read whole, whatever their size', async () => {
    const terraform = await workspace(
      `console.log(JSON.stringify({ big: { value: 'x'.repeat(300_000) }, list: { value: [1, 2] } }, null, 2));`,
    );
    const outputs = await terraform.outputs();
    expect(String(outputs.big).length).toBe(300_000);
    expect(outputs.list).toEqual([1, 2]);
  });

  test('validation answers with its diagnostics instead of failing', async () => {
    const terraform = await workspace(
      `console.log(JSON.stringify({ valid: false, diagnostics: [{ severity: 'error', summary: 'Unsupported argument' }] })); process.exit(1);`,
    );
    expect(await terraform.validate()).toEqual([{ severity: 'error', summary: 'Unsupported argument' }]);
  });

  test('variables are passed as JSON, strings as they are', async () => {
    const terraform = await workspace(
      `require('fs').writeFileSync('args.json', JSON.stringify(args.filter((arg) => arg.startsWith('-var'))));`,
    );
    await terraform.apply({ variables: { name: 'orders', accepted_endpoint_ids: ['vpce-1'] } });
    expect(JSON.parse(await readFile(join(terraform.directory, 'args.json'), 'utf8'))).toEqual([
      '-var=name=orders',
      '-var=accepted_endpoint_ids=["vpce-1"]',
    ]);
  });

  test("the caller's own TF_CLI_ARGS do not change a run", async () => {
    process.env.TF_CLI_ARGS_apply = '-target=nothing';
    try {
      const terraform = await workspace('if (process.env.TF_CLI_ARGS_apply) process.exit(7);');
      await terraform.apply();
    } finally {
      delete process.env.TF_CLI_ARGS_apply;
    }
  });
});

describe('ending a run', () => {
  const waiting = `
    process.on('SIGINT', () => { require('fs').writeFileSync('interrupts', 'x', { flag: 'a' }); process.exit(1); });
    setInterval(() => {}, 1000);
    ${say({ type: 'apply_start' })}`;

  test('an abort interrupts Terraform once and lets it finish', async () => {
    const terraform = await workspace(waiting);
    const controller = new AbortController();
    const run = terraform.apply({ signal: controller.signal, onMessage: () => controller.abort() });
    await expect(run).rejects.toThrow(TerraformInterruptedError);
    expect(await readFile(join(terraform.directory, 'interrupts'), 'utf8')).toBe('x');
  });

  test('a run over its time limit is interrupted and says so', async () => {
    const terraform = await workspace(waiting);
    await expect(terraform.apply({ timeoutMs: 1_500 })).rejects.toMatchObject({
      code: 'terraform_interrupted',
      interruption: 'timeout',
    });
  });

  test('a run that something else killed is told from one that failed', async () => {
    const terraform = await workspace(`process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
    await expect(terraform.apply()).rejects.toMatchObject({ interruption: 'signal' });
  });
});
