import { randomUUID } from 'node:crypto';
import { WorkingDirectories } from '../../../api/reconciler/runner/working-directory.ts';
import { prepareProviderInstallation } from '../../../api/terraform/cli-configuration.ts';

/** Prepares runs at once, each as if it were the first: the provider's installation is looked for anew. @returns their folders. */
export async function prepareRuns(options: {
  readonly root: string;
  readonly terraform: string;
  readonly cache: string;
  readonly count: number;
}): Promise<string[]> {
  const binary = { path: options.terraform, version: '1.11.4', product: 'terraform' } as const;
  const directories = new WorkingDirectories({
    root: options.root,
    installation: async () => {
      const { environment } = await prepareProviderInstallation({
        binary,
        environment: {},
        cacheDirectory: options.cache,
        systemFolders: [],
      });
      return { binary, environment };
    },
    graceMs: 1_000,
    emptyState: () => ({}),
  });
  return Promise.all(
    Array.from({ length: options.count }, async (_, index) => {
      const document = { terraform: { backend: { http: {} } }, output: { number: { value: index } } };
      const run = { stack: `conn-${index % 5}`, id: randomUUID() };
      const workspace = await directories.prepare(run, document, AbortSignal.timeout(60_000));
      return workspace.directory;
    }),
  );
}
