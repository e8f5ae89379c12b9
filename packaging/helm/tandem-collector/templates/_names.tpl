{{- define "tandem.labels" -}}
app.kubernetes.io/name: tandem-collector
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
