import { escapeText } from '../base/escapeText.js';
import type { AdmissionRequest, RefusalReason } from './admission.js';

/** Characters of a header that are repeated: the sender of the request chooses them. */
const MAX_HEADER_CHARACTERS = 200;

/** The body of a 403: what was seen, escaped and cut to 200 characters, and what to do about it. */
export function refusalText(reason: RefusalReason, { host, origin }: Omit<AdmissionRequest, 'path'>): string {
  switch (reason) {
    case 'host':
      return [
        `refused: the request came with ${header('Host', host)}.`,
        'Allowed are localhost, 127.0.0.1 and [::1] with any port, the address given by --host, and the hosts of --origin.',
        'Behind a proxy start the program with --origin URL, the address that the browser shows, such as https://rx.example.org.',
      ].join('\n');
    case 'origin':
      return [
        `refused: the request came with ${header('Origin', origin)} and ${header('Host', host)}.`,
        'Allowed is the origin of the Host itself, by http or https, and what --origin names.',
        'Behind a proxy start the program with --origin URL, the address that the browser shows, such as https://rx.example.org.',
      ].join('\n');
    case 'token':
      return [
        'refused: the path does not begin with the token.',
        'Open the whole address that the program printed when it started.',
      ].join('\n');
  }
}

function header(name: string, value: string | undefined): string {
  if (value === undefined) return `no ${name}`;
  const shown = value.length > MAX_HEADER_CHARACTERS ? `${value.slice(0, MAX_HEADER_CHARACTERS)}…` : value;
  return `${name} ${escapeText(JSON.stringify(shown))}`;
}
