type Attributes = Readonly<Record<string, string | number | undefined>>;

export function escapeXml(text: string | number): string;
export function element(name: string, attributes: Attributes, ...content: string[]): string;
export function textElement(content: string, attributes: Attributes): string;
