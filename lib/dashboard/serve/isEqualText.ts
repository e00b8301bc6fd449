/** Compares a given text with a secret in constant time, so that the time of an answer does not reveal the number of correct characters. */
export function isEqualText(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length;
  for (let i = 0; i < secret.length; i++)
    difference |= secret.charCodeAt(i) ^ given.charCodeAt(i % (given.length || 1));
  return difference === 0;
}
