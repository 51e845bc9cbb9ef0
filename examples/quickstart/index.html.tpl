<!doctype html>
<meta charset="utf-8">
<title>${greeting}</title>
<h1>${greeting}</h1>
<ul>
%{ for feature in features ~}
  <li>${feature}</li>
%{ endfor ~}
</ul>
