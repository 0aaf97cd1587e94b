import { ApiError } from './api-error.ts';
import { brand } from './brand.ts';

/** 400: the request is malformed, or a field or parameter has the wrong shape. `errors` names each of them. */
export class BadRequestError extends ApiError {
  static {
    brand(BadRequestError, 'BadRequestError');
  }
}

/** 401: there is no token, or it is not valid, or it has expired. */
export class AuthenticationError extends ApiError {
  static {
    brand(AuthenticationError, 'AuthenticationError');
  }
}

/** 403: the token lacks a scope that the operation needs. */
export class PermissionDeniedError extends ApiError {
  static {
    brand(PermissionDeniedError, 'PermissionDeniedError');
  }
}

/** 404: there is no such resource, or it belongs to an organization that the token does not list. */
export class NotFoundError extends ApiError {
  static {
    brand(NotFoundError, 'NotFoundError');
  }
}

/** 409: the request conflicts with the current state. */
export class ConflictError extends ApiError {
  static {
    brand(ConflictError, 'ConflictError');
  }
}

/** 412: the resource is not at the version that `ifMatch` named, or exists where it must not. Nothing was changed. */
export class PreconditionFailedError extends ApiError {
  static {
    brand(PreconditionFailedError, 'PreconditionFailedError');
  }
}

/** 422: every field has the right shape, and a value breaks a rule. `errors` says which, and what to write instead. */
export class UnprocessableError extends ApiError {
  static {
    brand(UnprocessableError, 'UnprocessableError');
  }
}

/** 429: too many requests from this caller, even after the retries. */
export class RateLimitError extends ApiError {
  static {
    brand(RateLimitError, 'RateLimitError');
  }
}

/** 5xx: a fault on the API's side, even after the retries. */
export class ServerError extends ApiError {
  static {
    brand(ServerError, 'ServerError');
  }
}
