/**
 * An answer that AWS would give instead of a result. Protocols turn it into their own wire form; `code` and `message`
 * are what AWS SDKs, the AWS CLI and Terraform show to people.
 */
export class AwsError extends Error {
  readonly code: string;
  /** HTTP status. 4xx is the caller's fault and is not retried by SDKs (throttling apart); 5xx is. */
  readonly status: number;

  /** What else stands in the error's body, by wire name; REST-JSON alone writes it. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status = 400, fields: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.fields = fields;
  }

  /** Who is to blame, in the words of the query protocols. */
  get blame(): 'Sender' | 'Receiver' {
    return this.status < 500 ? 'Sender' : 'Receiver';
  }
}
