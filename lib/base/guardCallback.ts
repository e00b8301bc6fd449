import { toPeerError } from './errors.js';

/** The same function of the caller's, whose throw is a LocalProtocolError `CALLBACK_FAILED` that names it. */
export function guardCallback<T, R>(name: string, callback: (value: T) => R): (value: T) => R {
  return (value) => {
    try {
      return callback(value);
    } catch (error) {
      throw toPeerError(error, name);
    }
  };
}
