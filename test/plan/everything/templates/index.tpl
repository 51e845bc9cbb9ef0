<h1>${title}</h1>
%{ for page in pages ~}
<p>${page}</p>
%{ endfor ~}
