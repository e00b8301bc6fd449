import { DOMParser, type Document } from '@xmldom/xmldom';

/** Throws unless the text is well-formed XML. */
export function parseSvg(text: string): Document {
  const onError = (_: string, message: string): never => {
    throw new Error(message);
  };
  return new DOMParser({ onError }).parseFromString(text, 'image/svg+xml');
}

/** The contents of all elements of this name. */
export function textsOf(svg: Document, name: string): string[] {
  return Array.from(svg.getElementsByTagName(name), ({ textContent }) => textContent ?? '');
}

/** The values of this attribute, of all elements of this name that have it. */
export function attributesOf(svg: Document, name: string, attribute: string): string[] {
  return Array.from(svg.getElementsByTagName(name)).flatMap((element) => element.getAttribute(attribute) ?? []);
}
