import type { Diagnostic } from './messages.ts';

/** The base of everything that goes wrong around Terraform: `code` is stable, `message` says what to do. */
export class TerraformError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** No usable Terraform or OpenTofu: none on the PATH, or one that is too old. */
export class TerraformUnavailableError extends TerraformError {
  constructor(message: string, options?: ErrorOptions) {
    super('terraform_unavailable', message, options);
  }
}

/** The AWS provider mirror that the environment names cannot be used. */
export class ProviderMirrorError extends TerraformError {
  constructor(message: string, options?: ErrorOptions) {
    super('provider_mirror_unusable', message, options);
  }
}

/** A run that Terraform itself ended with errors. `diagnostics` holds them as Terraform wrote them. */
export class TerraformRunError extends TerraformError {
  readonly command: string;
  readonly directory: string;
  readonly diagnostics: readonly Diagnostic[];

  constructor(options: {
    command: string;
    directory: string;
    diagnostics: readonly Diagnostic[];
    output: string;
  }) {
    super(
      'terraform_failed',
      [`terraform ${options.command} failed in ${options.directory}`, ...describe(options)].join('\n'),
    );
    this.command = options.command;
    this.directory = options.directory;
    this.diagnostics = options.diagnostics;
  }
}

/** A run that was ended from outside: by a time limit, an abort signal, or a signal from the operating system. */
export class TerraformInterruptedError extends TerraformError {
  readonly command: string;
  readonly interruption: 'timeout' | 'abort' | 'signal';

  constructor(command: string, cause: 'timeout' | 'abort' | 'signal', detail: string) {
    super('terraform_interrupted', `terraform ${command} was interrupted: ${detail}`);
    this.command = command;
    this.interruption = cause;
  }
}

function describe(options: { diagnostics: readonly Diagnostic[]; output: string }): string[] {
  const errors = options.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0) return [options.output.trim()];
  return errors.map((error) => {
    const place = error.address ?? (error.range && `${error.range.filename}:${error.range.start.line}`);
    return [place ? `${place}: ${error.summary}` : error.summary, error.detail].filter(Boolean).join('\n  ');
  });
}
