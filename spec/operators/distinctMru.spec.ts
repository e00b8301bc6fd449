import { describe, expect, it } from '@jest/globals';
import { distinctMru } from '../../lib/operators/distinctMru.js';

describe('distinctMru', () => {
  it.each([0, -1, 1.5, NaN])('refuses a capacity of %p at the call', (capacity) => {
    expect(() => distinctMru({ capacity })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  it('uses the default for undefined', () => {
    expect(() => distinctMru({ capacity: undefined, keyOf: undefined })).not.toThrow();
  });
});
