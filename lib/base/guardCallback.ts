import { toPeerError } from './errors.js';

/** Wraps a callback of the caller, so that what it throws becomes a LocalProtocolError `CALLBACK_FAILED` with the name of the callback. */
export function guardCallback<T, R>(name: string, callback: (value: T) => R): (value: T) => R {
  return (value) => {
    try {
      return callback(value);
    } catch (error) {
      throw toPeerError(error, name);
    }
  };
}
