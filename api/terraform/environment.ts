/**
 * What a Terraform, its plugins and its supervisor may know of this process's environment. It is a list of what they need, because
 * nobody can list everything that they do not: keys, passwords and URLs of databases have any name. Whoever needs more for a run
 * names it in the workspace's `environment`.
 */
const names: ReadonlySet<string> = new Set([
  // The system.
  'PATH',
  'HOME',
  'TMPDIR',
  'TMP',
  'TEMP',
  'LANG',
  'LANGUAGE',
  'TZ',
  'SystemRoot',
  // The network.
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  // Go's run time.
  'GOGC',
  'GOMEMLIMIT',
  'GOMAXPROCS',
  // Terraform: where providers come from. Nothing that changes what a run does or prints.
  'TF_CLI_CONFIG_FILE',
  // The AWS provider: https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_SDK_LOAD_CONFIG',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_CA_BUNDLE',
  'AWS_MAX_ATTEMPTS',
  'AWS_RETRY_MODE',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_STS_REGIONAL_ENDPOINTS',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
]);

/** Families of variables. */
const prefixes = [
  'LC_',
  'AWS_ENDPOINT_URL',
  'AWS_CONTAINER_',
  'AWS_EC2_METADATA_',
  'AWS_METADATA_SERVICE_',
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The part of an environment that Terraform may know. */
export function allowedEnvironment(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value !== undefined && (names.has(name) || prefixes.some((prefix) => name.startsWith(prefix)))
        ? [[name, value] as const]
        : [],
    ),
  );
}

/** The whole environment of a child: what is allowed, what is named for it (`undefined` takes a variable away), what it always has. */
export function childEnvironment(
  ...named: readonly (Environment | undefined)[]
): Record<string, string | undefined> {
  return Object.assign(allowedEnvironment(process.env), ...named, {
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
  });
}
