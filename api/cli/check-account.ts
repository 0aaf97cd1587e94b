import type { Logger } from 'pino';
import type { AwsClients } from '../aws/clients.ts';

/** The credentials belong to another account than Tray's. */
export class WrongAccountError extends Error {
  override readonly name = 'WrongAccountError';

  constructor(found: string, wanted: string) {
    super(
      `The AWS credentials belong to account ${found}, and TRAY_ACCOUNT_ID is ${wanted}. Use credentials of ${wanted}, name a role of it in TRAY_ROLE_ARN, or set TRAY_ACCOUNT_ID.`,
    );
  }
}

/** An AWS that cannot be asked now may answer later: that is no reason not to start. @throws WrongAccountError */
export async function checkAccount(aws: AwsClients, wanted: string, logger: Logger): Promise<void> {
  let found: string;
  try {
    found = await aws.accountId();
  } catch (error) {
    logger.warn(
      { err: error },
      'AWS cannot be asked which account the credentials belong to; requests wait until it can',
    );
    return;
  }
  if (found !== wanted) throw new WrongAccountError(found, wanted);
}
