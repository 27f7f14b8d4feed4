// Draws nothing: it hands the images over to the slider on the same page, which draws them.
export default function ({ data }) {
  document.digitStudioFilm = data;
  document.dispatchEvent(new Event("digit-studio-film"));
}
