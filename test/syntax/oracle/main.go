// Writes what HashiCorp's own parser and formatter make of the texts in cases.txt. Run on Debian with golang-go,
// golang-github-hashicorp-hcl-v2-dev and golang-github-zclconf-go-cty-dev:
//
//	GOPATH=/usr/share/gocode GO111MODULE=off go run main.go < cases.txt > expected.jsonl
//
// Cases are separated by lines of four hyphens. A case is given by its tree, or by the line numbers of its errors.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/ioutil"
	"os"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

type result struct {
	Input  string `json:"input"`
	Errors []int  `json:"errors,omitempty"`
	Tree   string `json:"tree"`
	Format string `json:"format"`
}

var src []byte

func main() {
	all, err := ioutil.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for _, text := range strings.Split(string(all), "----\n") {
		src = []byte(text)
		file, diags := hclsyntax.ParseConfig(src, "case", hcl.Pos{Line: 1, Column: 1})
		r := result{Input: text, Format: string(hclwrite.Format(src))}
		if diags.HasErrors() {
			for _, d := range diags {
				r.Errors = append(r.Errors, d.Subject.Start.Line)
			}
		} else {
			r.Tree = body(file.Body.(*hclsyntax.Body), "")
		}
		if err := out.Encode(r); err != nil {
			panic(err)
		}
	}
}

func body(b *hclsyntax.Body, indent string) string {
	lines := map[int]string{}
	starts := []int{}
	for name, a := range b.Attributes {
		at := a.SrcRange.Start.Byte
		lines[at] = indent + name + " = " + expr(a.Expr) + "\n"
		starts = append(starts, at)
	}
	for _, k := range b.Blocks {
		head := indent + k.Type
		for _, label := range k.Labels {
			head += " " + quote(label)
		}
		at := k.TypeRange.Start.Byte
		lines[at] = head + "\n" + body(k.Body, indent+"  ")
		starts = append(starts, at)
	}
	sort.Ints(starts)
	text := ""
	for _, at := range starts {
		text += lines[at]
	}
	return text
}

func quote(s string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.Encode(s)
	return strings.TrimSpace(out.String())
}

func literal(e *hclsyntax.LiteralValueExpr) string {
	switch {
	case e.Val.IsNull():
		return "null"
	case e.Val.Type() == cty.String:
		return quote(e.Val.AsString())
	default:
		return string(e.SrcRange.SliceBytes(src))
	}
}

func key(v cty.Value) string {
	if v.Type() == cty.String {
		return quote(v.AsString())
	}
	return v.AsBigFloat().Text('f', -1)
}

func steps(object string, t hcl.Traversal) string {
	for _, step := range t {
		switch s := step.(type) {
		case hcl.TraverseRoot:
			object = s.Name
		case hcl.TraverseAttr:
			object = "(. " + object + " " + s.Name + ")"
		case hcl.TraverseIndex:
			object = "([] " + object + " " + key(s.Key) + ")"
		}
	}
	return object
}

var operators = map[*hclsyntax.Operation]string{
	hclsyntax.OpLogicalOr: "||", hclsyntax.OpLogicalAnd: "&&", hclsyntax.OpLogicalNot: "!",
	hclsyntax.OpEqual: "==", hclsyntax.OpNotEqual: "!=", hclsyntax.OpGreaterThan: ">",
	hclsyntax.OpGreaterThanOrEqual: ">=", hclsyntax.OpLessThan: "<", hclsyntax.OpLessThanOrEqual: "<=",
	hclsyntax.OpAdd: "+", hclsyntax.OpSubtract: "-", hclsyntax.OpMultiply: "*", hclsyntax.OpDivide: "/",
	hclsyntax.OpModulo: "%", hclsyntax.OpNegate: "-",
}

func list(head string, rest ...string) string {
	return "(" + strings.Join(append([]string{head}, rest...), " ") + ")"
}

func exprs(es []hclsyntax.Expression) []string {
	out := []string{}
	for _, e := range es {
		out = append(out, expr(e))
	}
	return out
}

// template joins neighbouring literals, since their number is no one's business.
func template(parts []hclsyntax.Expression) string {
	out := []string{}
	text, open := "", false
	flush := func() {
		if open && text != "" {
			out = append(out, quote(text))
		}
		text, open = "", false
	}
	for _, p := range parts {
		if l, ok := p.(*hclsyntax.LiteralValueExpr); ok && l.Val.Type() == cty.String && !l.Val.IsNull() {
			text, open = text+l.Val.AsString(), true
			continue
		}
		flush()
		out = append(out, expr(p))
	}
	flush()
	if len(out) == 0 {
		return `""`
	}
	if len(out) == 1 && strings.HasPrefix(out[0], `"`) {
		return out[0]
	}
	return list("template", out...)
}

func expr(e hclsyntax.Expression) string {
	switch x := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return literal(x)
	case *hclsyntax.ScopeTraversalExpr:
		return steps("", x.Traversal)
	case *hclsyntax.RelativeTraversalExpr:
		return steps(expr(x.Source), x.Traversal)
	case *hclsyntax.IndexExpr:
		return list("[]", expr(x.Collection), expr(x.Key))
	case *hclsyntax.SplatExpr:
		return list("splat", expr(x.Source), expr(x.Each))
	case *hclsyntax.AnonSymbolExpr:
		return "_"
	case *hclsyntax.FunctionCallExpr:
		args := append([]string{x.Name}, exprs(x.Args)...)
		if x.ExpandFinal {
			args = append(args, "...")
		}
		return list("call", args...)
	case *hclsyntax.ConditionalExpr:
		return list("?", expr(x.Condition), expr(x.TrueResult), expr(x.FalseResult))
	case *hclsyntax.BinaryOpExpr:
		return list(operators[x.Op], expr(x.LHS), expr(x.RHS))
	case *hclsyntax.UnaryOpExpr:
		return list(operators[x.Op], expr(x.Val))
	case *hclsyntax.ParenthesesExpr:
		return list("paren", expr(x.Expression))
	case *hclsyntax.TupleConsExpr:
		return list("tuple", exprs(x.Exprs)...)
	case *hclsyntax.ObjectConsExpr:
		items := []string{}
		for _, item := range x.Items {
			items = append(items, "("+expr(item.KeyExpr)+" "+expr(item.ValueExpr)+")")
		}
		return list("object", items...)
	case *hclsyntax.ObjectConsKeyExpr:
		if word := hcl.ExprAsKeyword(x.Wrapped); word != "" && !x.ForceNonLiteral {
			return word
		}
		return expr(x.Wrapped)
	case *hclsyntax.ForExpr:
		parts := []string{}
		if x.KeyVar != "" {
			parts = append(parts, x.KeyVar)
		}
		parts = append(parts, x.ValVar, "in", expr(x.CollExpr))
		if x.KeyExpr != nil {
			parts = append(parts, expr(x.KeyExpr), "=>")
		}
		parts = append(parts, expr(x.ValExpr))
		if x.Group {
			parts = append(parts, "...")
		}
		if x.CondExpr != nil {
			parts = append(parts, "if", expr(x.CondExpr))
		}
		return list("for", parts...)
	case *hclsyntax.TemplateExpr:
		return template(x.Parts)
	case *hclsyntax.TemplateWrapExpr:
		return list("template", expr(x.Wrapped))
	case *hclsyntax.TemplateJoinExpr:
		return list("join", expr(x.Tuple))
	}
	return fmt.Sprintf("%T", e)
}
