/** The least that Ink can show: what the start of a program on it is measured against. */
process.env.NODE_ENV = 'production';
const { createElement } = await import('react');
const { render, Text } = await import('ink');

render(createElement(Text, null, 'hello'));
