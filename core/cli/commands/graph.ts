/** `clockwork graph`: what depends on what, as Mermaid, DOT or JSON. */
import type { Instance } from '../../intake/model.ts';
import type { CommandRun } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import { printJson, printResult } from '../output.ts';
import { openProject } from '../project.ts';
import { sayDiagnostics } from '../report.ts';

interface Node {
  readonly id: string;
  readonly kind: string;
  /** Address of the module it is in, `""` for the root. */
  readonly module: string;
}

interface Edge {
  /** Comes after `to`. */
  readonly from: string;
  readonly to: string;
  readonly via: string;
}

interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

export const graph: CommandRun = async (invocation) => {
  const project = await openProject(invocation);
  await sayDiagnostics(invocation, project, project.diagnostics);
  const instances = [...project.model.instances.values()];
  const made = invocation.options.type === 'modules' ? moduleGraph(instances) : resourceGraph(instances);
  const format = invocation.options.json === true ? 'json' : invocation.options.format;
  if (format === 'json') printJson(invocation, made);
  else printResult(invocation, format === 'dot' ? dotText(made) : mermaidText(made));
  return exitCodes.done;
};

function resourceGraph(instances: readonly Instance[]): Graph {
  return {
    nodes: instances.map(({ address, kind, module }) => ({ id: address, kind, module })),
    edges: instances.flatMap(({ address, dependencies }) =>
      unique(dependencies.map((dependency) => ({ from: address, to: dependency.address, via: dependency.via }))),
    ),
  };
}

/** Modules as nodes; an edge where something in one depends on something in the other. */
function moduleGraph(instances: readonly Instance[]): Graph {
  const moduleOf = new Map(instances.map((instance) => [instance.address, instance.module]));
  const name = (module: string) => (module === '' ? 'root' : module);
  const modules = [...new Set(instances.map((instance) => instance.module))];
  const edges = instances.flatMap(({ module, dependencies }) =>
    dependencies.flatMap(({ address, via }) => {
      const other = moduleOf.get(address);
      return other === undefined || other === module ? [] : [{ from: name(module), to: name(other), via }];
    }),
  );
  return { nodes: modules.map((module) => ({ id: name(module), kind: 'module', module })), edges: unique(edges) };
}

/** One edge between two nodes is enough, whatever it comes from. */
function unique(edges: readonly Edge[]): readonly Edge[] {
  const seen = new Set<string>();
  return edges.filter(({ from, to }) => {
    const key = `${from}\n${to}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function mermaidText({ nodes, edges }: Graph): string {
  const ids = new Map(nodes.map((node, i) => [node.id, `n${i}`]));
  const lines = ['graph LR'];
  let group = '';
  for (const node of nodes) {
    const module = node.kind === 'module' ? '' : node.module;
    if (module !== group) {
      if (group !== '') lines.push('  end');
      if (module !== '') lines.push(`  subgraph ${mermaidQuote(module)}`);
      group = module;
    }
    const label = mermaidQuote(module === '' ? node.id : node.id.slice(module.length + 1));
    const indent = module === '' ? '  ' : '    ';
    lines.push(`${indent}${ids.get(node.id)}${node.kind === 'check' ? `{{${label}}}` : `[${label}]`}`);
  }
  if (group !== '') lines.push('  end');
  for (const edge of edges) {
    const to = ids.get(edge.to);
    if (to !== undefined) lines.push(`  ${ids.get(edge.from)} --> ${to}`);
  }
  return lines.join('\n');
}

/** Mermaid writes a quote inside of a label as an entity. */
function mermaidQuote(text: string): string {
  return `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`;
}

function dotText({ nodes, edges }: Graph): string {
  const lines = nodes.map((node) => {
    const shape = node.kind === 'check' ? ', shape=hexagon' : '';
    return `  ${dotQuote(node.id)} [label=${dotQuote(node.id)}${shape}];`;
  });
  const known = new Set(nodes.map((node) => node.id));
  const arrows = edges
    .filter((edge) => known.has(edge.to))
    .map((edge) => `  ${dotQuote(edge.from)} -> ${dotQuote(edge.to)};`);
  return ['digraph clockwork {', '  rankdir=LR;', '  node [shape=box];', ...lines, ...arrows, '}'].join('\n');
}

function dotQuote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
