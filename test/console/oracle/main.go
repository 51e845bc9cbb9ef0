// Evaluates HCL expressions with HashiCorp's own parser and cty's function library, and prints what
// they give, one JSON object a line: an oracle for expressions that this project must agree with.
//
// Reads expressions from the standard input: one a line, or several lines between a line `<<<` and a
// line `>>>`. Empty lines and lines that begin with `#` are passed over.
//
// Build and run with Debian's packages golang-go, golang-github-hashicorp-hcl-v2-dev and
// golang-github-zclconf-go-cty-dev: GO111MODULE=off GOPATH=/usr/share/gocode go run main.go
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func main() {
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(make([]byte, 1<<20), 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	context := evalContext()
	for scanner.Scan() {
		line := scanner.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if line == "<<<" {
			var lines []string
			for scanner.Scan() && scanner.Text() != ">>>" {
				lines = append(lines, scanner.Text())
			}
			line = strings.Join(lines, "\n")
		}
		out.WriteString(answer(line, context))
		out.WriteByte('\n')
	}
}

// answer gives {"expression","type","value","unknown"?,"sensitive"?} or {"expression","error":true}.
// Unknown values are null in "value" and listed by JSON pointer; sensitive ones are listed and shown.
func answer(text string, context *hcl.EvalContext) (line string) {
	defer func() {
		if r := recover(); r != nil {
			line = fmt.Sprintf(`{"expression":%s,"panic":%s}`, quote(text), quote(fmt.Sprint(r)))
		}
	}()
	expression, diagnostics := hclsyntax.ParseExpression([]byte(text), "case.hcl", hcl.Pos{Line: 1, Column: 1})
	if diagnostics.HasErrors() {
		return refused(text, "syntax", diagnostics)
	}
	value, diagnostics := expression.Value(context)
	if diagnostics.HasErrors() {
		return refused(text, "evaluation", diagnostics)
	}
	if infinite(value) {
		// HCL has infinities; this project refuses them, since no file format and no program takes them.
		return fmt.Sprintf(`{"expression":%s,"error":"infinite"}`, quote(text))
	}
	var unknown, sensitive []string
	var json bytes.Buffer
	write(&json, value, "", &unknown, &sensitive)
	line = fmt.Sprintf(`{"expression":%s,"type":%s,"value":%s`, quote(text), quote(typeName(value.Type())), json.String())
	if len(unknown) > 0 {
		line += `,"unknown":` + list(unknown)
	}
	if len(sensitive) > 0 {
		line += `,"sensitive":` + list(sensitive)
	}
	return line + "}"
}

func refused(text, stage string, diagnostics hcl.Diagnostics) string {
	// The first line alone: behind it a panic in the library shows addresses, which are never the same.
	says, _, _ := strings.Cut(diagnostics[0].Summary+": "+diagnostics[0].Detail, "\n")
	return fmt.Sprintf(`{"expression":%s,"error":%s,"says":%s}`, quote(text), quote(stage), quote(says))
}

func infinite(value cty.Value) bool {
	found := false
	unmarked, _ := value.UnmarkDeep()
	cty.Walk(unmarked, func(_ cty.Path, part cty.Value) (bool, error) {
		if part.Type() == cty.Number && part.IsKnown() && !part.IsNull() && part.AsBigFloat().IsInf() {
			found = true
		}
		return true, nil
	})
	return found
}

// write prints a value as JSON: numbers with all their digits, keys in ascending order.
func write(out *bytes.Buffer, value cty.Value, pointer string, unknown, sensitive *[]string) {
	if value.IsMarked() {
		*sensitive = append(*sensitive, pointer)
		value, _ = value.Unmark()
	}
	if !value.IsKnown() {
		*unknown = append(*unknown, pointer)
		out.WriteString("null")
		return
	}
	if value.IsNull() {
		out.WriteString("null")
		return
	}
	ty := value.Type()
	switch {
	case ty == cty.String:
		out.WriteString(quote(value.AsString()))
	case ty == cty.Number:
		text, _ := convert.Convert(value, cty.String)
		out.WriteString(text.AsString())
	case ty == cty.Bool:
		fmt.Fprint(out, value.True())
	case ty.IsMapType() || ty.IsObjectType():
		out.WriteByte('{')
		first := true
		for it := value.ElementIterator(); it.Next(); {
			key, element := it.Element()
			if !first {
				out.WriteByte(',')
			}
			first = false
			out.WriteString(quote(key.AsString()))
			out.WriteByte(':')
			escaped := strings.NewReplacer("~", "~0", "/", "~1").Replace(key.AsString())
			write(out, element, pointer+"/"+escaped, unknown, sensitive)
		}
		out.WriteByte('}')
	default:
		out.WriteByte('[')
		index := 0
		for it := value.ElementIterator(); it.Next(); index++ {
			_, element := it.Element()
			if index > 0 {
				out.WriteByte(',')
			}
			write(out, element, fmt.Sprintf("%s/%d", pointer, index), unknown, sensitive)
		}
		out.WriteByte(']')
	}
}

func typeName(ty cty.Type) string {
	switch {
	case ty == cty.DynamicPseudoType:
		return "any"
	case ty.IsPrimitiveType():
		return ty.FriendlyName()
	case ty.IsListType():
		return "list(" + typeName(ty.ElementType()) + ")"
	case ty.IsSetType():
		return "set(" + typeName(ty.ElementType()) + ")"
	case ty.IsMapType():
		return "map(" + typeName(ty.ElementType()) + ")"
	case ty.IsTupleType():
		var parts []string
		for _, element := range ty.TupleElementTypes() {
			parts = append(parts, typeName(element))
		}
		return "tuple([" + strings.Join(parts, ",") + "])"
	case ty.IsObjectType():
		var parts []string
		for it := cty.ObjectVal(nulls(ty)).ElementIterator(); it.Next(); {
			key, element := it.Element()
			name := key.AsString()
			if !hclsyntax.ValidIdentifier(name) {
				name = quote(name)
			}
			parts = append(parts, name+"="+typeName(element.Type()))
		}
		return "object({" + strings.Join(parts, ",") + "})"
	}
	return ty.FriendlyName()
}

func nulls(ty cty.Type) map[string]cty.Value {
	values := map[string]cty.Value{}
	for name, attribute := range ty.AttributeTypes() {
		values[name] = cty.NullVal(attribute)
	}
	return values
}

func quote(text string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func list(texts []string) string {
	parts := make([]string, len(texts))
	for i, text := range texts {
		parts[i] = quote(text)
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// evalContext holds the variables that stand for what is not known, null or secret, and the functions
// that cty and HCL share with Terraform under Terraform's names.
func evalContext() *hcl.EvalContext {
	return &hcl.EvalContext{
		Variables: map[string]cty.Value{
			"var": cty.ObjectVal(map[string]cty.Value{
				"unknown":        cty.DynamicVal,
				"unknown_string": cty.UnknownVal(cty.String),
				"unknown_number": cty.UnknownVal(cty.Number),
				"unknown_bool":   cty.UnknownVal(cty.Bool),
				"unknown_list":   cty.UnknownVal(cty.List(cty.String)),
				"unknown_set":    cty.UnknownVal(cty.Set(cty.String)),
				"unknown_map":    cty.UnknownVal(cty.Map(cty.String)),
				"unknown_object": cty.UnknownVal(cty.Object(map[string]cty.Type{"name": cty.String, "size": cty.Number})),
				"null_string":    cty.NullVal(cty.String),
				"null_list":      cty.NullVal(cty.List(cty.String)),
				"secret":         cty.StringVal("hush").Mark("sensitive"),
				"secret_number":  cty.NumberIntVal(7).Mark("sensitive"),
				"secret_bool":    cty.True.Mark("sensitive"),
				"secret_list":    cty.ListVal([]cty.Value{cty.StringVal("a"), cty.StringVal("b")}).Mark("sensitive"),
				"secret_map":     cty.MapVal(map[string]cty.Value{"k": cty.StringVal("v")}).Mark("sensitive"),
				"names":          cty.ListVal([]cty.Value{cty.StringVal("x"), cty.StringVal("y"), cty.StringVal("z")}),
				"ports":          cty.MapVal(map[string]cty.Value{"http": cty.NumberIntVal(80), "https": cty.NumberIntVal(443)}),
				"object":         cty.ObjectVal(map[string]cty.Value{"name": cty.StringVal("web"), "size": cty.NumberIntVal(3), "tags": cty.TupleVal([]cty.Value{cty.StringVal("p"), cty.True})}),
				"letters":        cty.SetVal([]cty.Value{cty.StringVal("b"), cty.StringVal("a"), cty.StringVal("c")}),
			}),
		},
		Functions: map[string]function.Function{
			"abs":             stdlib.AbsoluteFunc,
			"can":             tryfunc.CanFunc,
			"ceil":            stdlib.CeilFunc,
			"chomp":           stdlib.ChompFunc,
			"chunklist":       stdlib.ChunklistFunc,
			"coalescelist":    stdlib.CoalesceListFunc,
			"compact":         stdlib.CompactFunc,
			"concat":          stdlib.ConcatFunc,
			"contains":        stdlib.ContainsFunc,
			"csvdecode":       stdlib.CSVDecodeFunc,
			"distinct":        stdlib.DistinctFunc,
			"element":         stdlib.ElementFunc,
			"flatten":         stdlib.FlattenFunc,
			"floor":           stdlib.FloorFunc,
			"format":          stdlib.FormatFunc,
			"formatdate":      stdlib.FormatDateFunc,
			"formatlist":      stdlib.FormatListFunc,
			"indent":          stdlib.IndentFunc,
			"join":            stdlib.JoinFunc,
			"jsondecode":      stdlib.JSONDecodeFunc,
			"jsonencode":      stdlib.JSONEncodeFunc,
			"keys":            stdlib.KeysFunc,
			"log":             stdlib.LogFunc,
			"lower":           stdlib.LowerFunc,
			"max":             stdlib.MaxFunc,
			"merge":           stdlib.MergeFunc,
			"min":             stdlib.MinFunc,
			"parseint":        stdlib.ParseIntFunc,
			"pow":             stdlib.PowFunc,
			"range":           stdlib.RangeFunc,
			"regex":           stdlib.RegexFunc,
			"regexall":        stdlib.RegexAllFunc,
			"reverse":         stdlib.ReverseListFunc,
			"sensitive":       mark(true),
			"nonsensitive":    mark(false),
			"setintersection": stdlib.SetIntersectionFunc,
			"setproduct":      stdlib.SetProductFunc,
			"setsubtract":     stdlib.SetSubtractFunc,
			"setunion":        stdlib.SetUnionFunc,
			"signum":          stdlib.SignumFunc,
			"slice":           stdlib.SliceFunc,
			"sort":            stdlib.SortFunc,
			"split":           stdlib.SplitFunc,
			"strrev":          stdlib.ReverseFunc,
			"substr":          stdlib.SubstrFunc,
			"timeadd":         stdlib.TimeAddFunc,
			"title":           stdlib.TitleFunc,
			"tobool":          stdlib.MakeToFunc(cty.Bool),
			"tolist":          stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
			"tomap":           stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
			"tonumber":        stdlib.MakeToFunc(cty.Number),
			"toset":           stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
			"tostring":        stdlib.MakeToFunc(cty.String),
			"trim":            stdlib.TrimFunc,
			"trimprefix":      stdlib.TrimPrefixFunc,
			"trimspace":       stdlib.TrimSpaceFunc,
			"trimsuffix":      stdlib.TrimSuffixFunc,
			"try":             tryfunc.TryFunc,
			"upper":           stdlib.UpperFunc,
			"values":          stdlib.ValuesFunc,
			"zipmap":          stdlib.ZipmapFunc,
		},
	}
}

// mark makes a function that puts the mark of sensitive values on its argument, or takes it off.
func mark(on bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{
			Name: "value", Type: cty.DynamicPseudoType,
			AllowUnknown: true, AllowNull: true, AllowMarked: true, AllowDynamicType: true,
		}},
		Type: func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			value, _ := args[0].Unmark()
			if on {
				return value.Mark("sensitive"), nil
			}
			return value, nil
		},
	})
}
