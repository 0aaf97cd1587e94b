import { brand } from './brand.ts';
import {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  NotFoundError,
  ServerError,
  UnprocessableError,
} from './status-errors.ts';

/** `invalid_cursor`: begin the list again without a cursor. */
export class InvalidCursorError extends BadRequestError {
  static {
    brand(InvalidCursorError, 'InvalidCursorError');
  }
}

/** `token_expired`: the token was valid once. Give the client a token provider instead of a fixed token. */
export class TokenExpiredError extends AuthenticationError {
  static {
    brand(TokenExpiredError, 'TokenExpiredError');
  }
}

/** `organization_not_found` */
export class OrganizationNotFoundError extends NotFoundError {
  static {
    brand(OrganizationNotFoundError, 'OrganizationNotFoundError');
  }
}

/** `connection_not_found` */
export class ConnectionNotFoundError extends NotFoundError {
  static {
    brand(ConnectionNotFoundError, 'ConnectionNotFoundError');
  }
}

/** `network_not_found` */
export class NetworkNotFoundError extends NotFoundError {
  static {
    brand(NetworkNotFoundError, 'NetworkNotFoundError');
  }
}

/** `network_exists`: the organization has one in the region; change that one. */
export class NetworkExistsError extends ConflictError {
  static {
    brand(NetworkExistsError, 'NetworkExistsError');
  }
}

/** `network_in_use`: what is in it, or needs what was to be taken from it, goes first. */
export class NetworkInUseError extends ConflictError {
  static {
    brand(NetworkInUseError, 'NetworkInUseError');
  }
}

/** `network_not_ready`: its gateway endpoints do not exist yet. */
export class NetworkNotReadyError extends ConflictError {
  static {
    brand(NetworkNotReadyError, 'NetworkNotReadyError');
  }
}

/** `run_not_found` */
export class RunNotFoundError extends NotFoundError {
  static {
    brand(RunNotFoundError, 'RunNotFoundError');
  }
}

/** `test_not_found` */
export class TestNotFoundError extends NotFoundError {
  static {
    brand(TestNotFoundError, 'TestNotFoundError');
  }
}

/** `connector_not_found` */
export class ConnectorNotFoundError extends NotFoundError {
  static {
    brand(ConnectorNotFoundError, 'ConnectorNotFoundError');
  }
}

/** `connection_in_use`: delete the connectors that use it first, or put them without it. */
export class ConnectionInUseError extends ConflictError {
  static {
    brand(ConnectionInUseError, 'ConnectionInUseError');
  }
}

/** `organization_in_use`: delete its connections first. */
export class OrganizationInUseError extends ConflictError {
  static {
    brand(OrganizationInUseError, 'OrganizationInUseError');
  }
}

/** `organization_deleting`: wait until it is gone. */
export class OrganizationDeletingError extends ConflictError {
  static {
    brand(OrganizationDeletingError, 'OrganizationDeletingError');
  }
}

/** `connection_exists`: the id is in use, or was once. `connections.ensure` copes with that. */
export class ConnectionExistsError extends ConflictError {
  static {
    brand(ConnectionExistsError, 'ConnectionExistsError');
  }
}

/** `service_name_taken`: the service belongs to another organization. */
export class ServiceNameTakenError extends ConflictError {
  static {
    brand(ServiceNameTakenError, 'ServiceNameTakenError');
  }
}

/** `hostname_taken`: another connection of the network answers for the name; `errors` says which. */
export class HostnameTakenError extends ConflictError {
  static {
    brand(HostnameTakenError, 'HostnameTakenError');
  }
}

/** `aws_account_taken`: the AWS account belongs to another organization. */
export class AwsAccountTakenError extends ConflictError {
  static {
    brand(AwsAccountTakenError, 'AwsAccountTakenError');
  }
}

/** `illegal_state`: the connection's state does not allow this. */
export class IllegalStateError extends ConflictError {
  static {
    brand(IllegalStateError, 'IllegalStateError');
  }
}

/** `acceptance_not_ready`: there is no endpoint to accept yet. Wait until `pending_acceptance`. */
export class AcceptanceNotReadyError extends ConflictError {
  static {
    brand(AcceptanceNotReadyError, 'AcceptanceNotReadyError');
  }
}

/** `idempotency_in_progress`: another request with the same key is still being answered, even after the retries. */
export class IdempotencyInProgressError extends ConflictError {
  static {
    brand(IdempotencyInProgressError, 'IdempotencyInProgressError');
  }
}

/** `invalid_value`: `errors` says which value, and what to write instead. */
export class InvalidValueError extends UnprocessableError {
  static {
    brand(InvalidValueError, 'InvalidValueError');
  }
}

/** `idempotency_key_reused`: the key was used for another request. Use a new key for a new request. */
export class IdempotencyKeyReusedError extends UnprocessableError {
  static {
    brand(IdempotencyKeyReusedError, 'IdempotencyKeyReusedError');
  }
}

/** `database_unavailable`, `issuer_unavailable`, `overloaded`, `shutting_down`: it recovers by itself. */
export class ServiceUnavailableError extends ServerError {
  static {
    brand(ServiceUnavailableError, 'ServiceUnavailableError');
  }
}
