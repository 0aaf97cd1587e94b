import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { keepSecret } from '../../redaction.ts';

type Credentials = Awaited<ReturnType<ReturnType<typeof fromNodeProviderChain>>>;

/** Keeps what it has until it is about to expire. */
let chain: (() => Promise<Credentials>) | undefined;

/**
 * This process's AWS credentials for a Terraform that runs as another user, who can read neither a profile in root's home nor a
 * token that was mounted for root. Keys in the environment go there by themselves.
 */
export async function sharedCredentials(): Promise<Record<string, string | undefined>> {
  if (process.env.AWS_ACCESS_KEY_ID) return {};
  chain ??= fromNodeProviderChain();
  let found: Credentials;
  try {
    found = await chain();
  } catch {
    // Then Terraform has none either, and says so in a way that names what it looked for.
    return {};
  }
  keepSecret(found.secretAccessKey);
  keepSecret(found.sessionToken);
  return {
    AWS_ACCESS_KEY_ID: found.accessKeyId,
    AWS_SECRET_ACCESS_KEY: found.secretAccessKey,
    AWS_SESSION_TOKEN: found.sessionToken,
    AWS_PROFILE: undefined,
    AWS_CONFIG_FILE: undefined,
    AWS_SHARED_CREDENTIALS_FILE: undefined,
    AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
    AWS_ROLE_ARN: undefined,
  };
}
