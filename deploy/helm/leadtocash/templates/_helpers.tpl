{{- define "lc.name" -}}
{{- printf "%s" .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "lc.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- /* labels of one part: (list . "web") */ -}}
{{- define "lc.labels" -}}
{{- $top := index . 0 -}}
{{ include "lc.selector" . }}
app.kubernetes.io/version: {{ $top.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $top.Release.Service }}
helm.sh/chart: {{ $top.Chart.Name }}-{{ $top.Chart.Version }}
{{- end -}}

{{- define "lc.selector" -}}
app.kubernetes.io/name: leadtocash
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "lc.databaseHost" -}}
{{ .Values.database.host | default (printf "%s-postgres" (include "lc.name" .)) }}
{{- end -}}

{{- /* environment of one part: (list . pooled) */ -}}
{{- define "lc.environment" -}}
{{- $top := index . 0 -}}
{{- $pooled := index . 1 -}}
{{- $d := $top.Values.database -}}
- name: DATABASE_URL
  {{- if $pooled }}
  value: postgresql://{{ $d.user }}@{{ include "lc.name" $top }}-pgbouncer:5432/{{ $d.name }}
- name: LEADTOCASH_POOLED
  value: "1"
  {{- else }}
  value: postgresql://{{ $d.user }}@{{ include "lc.databaseHost" $top }}:{{ $d.port }}/{{ $d.name }}?sslmode={{ $d.sslmode }}
  {{- end }}
- name: PGPASSWORD
  valueFrom: {secretKeyRef: {name: {{ $top.Values.secret }}, key: database-password}}
- name: LEADTOCASH_SECRET_KEY
  valueFrom: {secretKeyRef: {name: {{ $top.Values.secret }}, key: secret-key}}
{{- if $top.Values.metrics.enabled }}
- name: LEADTOCASH_METRICS_TOKEN
  valueFrom: {secretKeyRef: {name: {{ $top.Values.secret }}, key: metrics-token}}
{{- end }}
{{- end -}}

{{- define "lc.environmentFrom" -}}
- configMapRef: {name: {{ include "lc.name" . }}-settings}
{{- range .Values.settingsFrom }}
- secretRef: {name: {{ . }}}
{{- end }}
{{- end -}}

{{- define "lc.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "lc.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "lc.mounts" -}}
- {name: data, mountPath: /data}
- {name: tmp, mountPath: /tmp}
- {name: files, mountPath: /files}
{{- end -}}

{{- define "lc.volumes" -}}
- {name: data, emptyDir: {}}
- {name: tmp, emptyDir: {}}
- name: files
  persistentVolumeClaim:
    claimName: {{ .Values.files.existingClaim | default (printf "%s-files" (include "lc.name" .)) }}
{{- end -}}

{{- /* waits until the migrations job has brought the database to this version */ -}}
{{- define "lc.wait" -}}
- name: wait-for-migrations
  image: {{ include "lc.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  command: [sh, -c, "until leadtocash check-version; do sleep 3; done"]
  env: {{- include "lc.environment" (list . false) | nindent 4 }}
  envFrom: {{- include "lc.environmentFrom" . | nindent 4 }}
  securityContext: {{- include "lc.security" . | nindent 4 }}
  volumeMounts: {{- include "lc.mounts" . | nindent 4 }}
{{- end -}}
